package dev.qemupod.supervisor.fetch;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import org.jspecify.annotations.Nullable;

/** Tells a proxy that asks for it, and nobody else, its user and password. */
final class ProxyPassword extends Authenticator {
  private final String user;
  private final String password;

  /** Of credentials as they stand in a URL: {@code user:password}. */
  ProxyPassword(String credentials) {
    int colon = credentials.indexOf(':');
    this.user = colon < 0 ? credentials : credentials.substring(0, colon);
    this.password = colon < 0 ? "" : credentials.substring(colon + 1);
  }

  @Override
  protected @Nullable PasswordAuthentication getPasswordAuthentication() {
    return getRequestorType() == RequestorType.PROXY
        ? new PasswordAuthentication(user, password.toCharArray())
        : null;
  }
}
