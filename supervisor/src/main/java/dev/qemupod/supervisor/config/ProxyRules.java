package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * Which proxy a request takes.
 *
 * @param http for http URLs
 * @param https for https URLs, asked to CONNECT
 * @param exceptions hosts that are asked directly
 */
public record ProxyRules(Optional<ImageUrl> http, Optional<ImageUrl> https, NoProxy exceptions) {
  /** Every host is asked directly. */
  public static ProxyRules none() {
    return new ProxyRules(Optional.empty(), Optional.empty(), NoProxy.parse(""));
  }

  /** The proxy for this URL, if one is to be asked. */
  public Optional<ImageUrl> proxyFor(ImageUrl url) {
    if (exceptions.matches(url.host(), url.port())) {
      return Optional.empty();
    }
    return url.secure() ? https : http;
  }
}
