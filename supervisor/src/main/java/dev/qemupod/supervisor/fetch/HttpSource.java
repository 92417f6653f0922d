package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks for URLs, over as many redirects as it takes.
 *
 * <p>By {@code HttpURLConnection}, which is in java.base: java.net.http would be a module of its
 * own, with a thread that selects and buffers of its own, for nothing that is needed here.
 * Redirects are followed by hand, since credentials must not go to another host, and TLS must not
 * be left.
 */
final class HttpSource {
  private static final int MOST_REDIRECTS = 10;

  /** The JDK would not send a proxy's password when asked to CONNECT; read at its first use. */
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private final FetchConfig config;
  private final Timing timing;
  private final StopSwitch stop;
  private final Optional<SSLSocketFactory> sockets;

  HttpSource(FetchConfig config, Timing timing, StopSwitch stop) throws FetchException {
    this.config = config;
    this.timing = timing;
    this.stop = stop;
    this.sockets = TrustedRoots.sockets(config);
    if (System.getProperty(TUNNEL_SCHEMES) == null) {
      System.setProperty(TUNNEL_SCHEMES, "");
    }
  }

  /**
   * The answer to a GET, its status read and its body not; to be disconnected by the caller. Until
   * then, a stop cuts it off: by an interrupt, which closes the socket a virtual thread waits for
   * (see {@link java.net.Socket}).
   */
  HttpURLConnection get(ImageUrl url, Map<String, String> headers)
      throws IOException, FetchException, StopSwitch.StoppedException {
    ImageUrl current = url;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpURLConnection connection = open(current, headers, sameOrigin(url, current));
      // Not disconnect(): it waits for the lock of the stream that is being read.
      stop.cutBy(Thread.currentThread()::interrupt);
      boolean keep = false;
      try {
        int status = connection.getResponseCode();
        if (!isRedirect(status)) {
          keep = true;
          return connection;
        }
        current = redirected(current, connection.getHeaderField("Location"));
      } finally {
        if (!keep) {
          stop.over();
          connection.disconnect();
        }
      }
    }
    throw refused("is redirected more than " + MOST_REDIRECTS + " times: name the final URL");
  }

  private HttpURLConnection open(ImageUrl url, Map<String, String> headers, boolean authorized)
      throws IOException, FetchException {
    Optional<ImageUrl> proxy = config.proxies().proxyFor(url);
    URLConnection opened = withoutCredentials(url).toURL().openConnection(route(proxy));
    if (!(opened instanceof HttpURLConnection connection)) {
      throw refused("is no http or https URL");
    }
    if (connection instanceof HttpsURLConnection secure && sockets.isPresent()) {
      secure.setSSLSocketFactory(sockets.get());
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) timing.connect().toMillis());
    connection.setReadTimeout((int) timing.stall().toMillis());
    connection.setRequestProperty("User-Agent", "qemu-pod");
    connection.setRequestProperty("Accept", "*/*");
    // Packed by the way, a file would have neither ranges nor the hash that is expected.
    connection.setRequestProperty("Accept-Encoding", "identity");
    connection.setRequestProperty("Connection", "close");
    headers.forEach(connection::setRequestProperty);
    if (authorized && !url.credentials().isEmpty()) {
      connection.setRequestProperty("Authorization", basic(url.credentials()));
    }
    if (proxy.isPresent() && !proxy.get().credentials().isEmpty()) {
      if (url.secure()) {
        // As a header it would go to the host behind the tunnel, and not to the proxy.
        connection.setAuthenticator(new ProxyPassword(proxy.get().credentials()));
      } else {
        connection.setRequestProperty("Proxy-Authorization", basic(proxy.get().credentials()));
      }
    }
    return connection;
  }

  private static Proxy route(Optional<ImageUrl> proxy) {
    // Not the JDK's own choice, which would follow system properties.
    return proxy.isEmpty()
        ? Proxy.NO_PROXY
        : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().host(), proxy.get().port()));
  }

  /** The JDK's messages show URLs whole, so it gets them without what is secret before the host. */
  private static URI withoutCredentials(ImageUrl url) {
    URI uri = url.uri();
    StringBuilder text = new StringBuilder(uri.getScheme()).append("://").append(uri.getHost());
    if (uri.getPort() > 0) {
      text.append(':').append(uri.getPort());
    }
    String path = uri.getRawPath();
    text.append(path == null || path.isEmpty() ? "/" : path);
    if (uri.getRawQuery() != null) {
      text.append('?').append(uri.getRawQuery());
    }
    return URI.create(text.toString());
  }

  private static ImageUrl redirected(ImageUrl from, String location) throws FetchException {
    Optional<ImageUrl> target = Optional.empty();
    if (location != null) {
      try {
        target = ImageUrl.of(from.uri().resolve(URI.create(location.strip())));
      } catch (IllegalArgumentException unreadable) {
        // It is told below, without the address, which may hold a signature.
      }
    }
    if (target.isEmpty()) {
      throw refused("is redirected to something that is no http or https URL");
    }
    if (from.secure() && !target.get().secure()) {
      throw refused(
          "is redirected from https to http, to "
              + target.get().shown()
              + ", where anybody on the way could change it: name a URL that stays with https");
    }
    return target.get();
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static boolean sameOrigin(ImageUrl first, ImageUrl second) {
    return first.secure() == second.secure()
        && first.host().equalsIgnoreCase(second.host())
        && first.port() == second.port();
  }

  private static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static FetchException refused(String message) {
    return new FetchException(FetchException.Kind.CONFIGURATION, message);
  }
}
