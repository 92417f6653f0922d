package dev.qemupod.supervisor.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says what went wrong on the network, in words that hold no address with secrets. */
final class Trouble {
  private Trouble() {}

  static String describe(IOException failure, Timing timing) {
    return switch (failure) {
      case UnknownHostException _ -> "its host's name is not known to the resolver";
      case SocketTimeoutException _ -> "nothing came for " + timing.stall().toSeconds() + " s";
      case ConnectException _ -> "the connection was refused or not answered";
      case NoRouteToHostException _ -> "there is no way to the host";
      case SSLException tls -> "TLS failed (" + plain(tls) + ")";
      case SocketException socket -> "the connection broke (" + plain(socket) + ")";
      default -> "the transfer failed (" + plain(failure) + ")";
    };
  }

  /** Whether it is about trust, which no second try changes. */
  static boolean isDistrust(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return failure instanceof SSLException
        && (text.contains("PKIX")
            || text.contains("No subject alternative")
            || text.contains("No name matching")
            || text.contains("CertificateExpired"));
  }

  private static String plain(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    return text.contains("://") || (text.contains("/") && text.contains("?"))
        ? failure.getClass().getSimpleName()
        : text;
  }
}
