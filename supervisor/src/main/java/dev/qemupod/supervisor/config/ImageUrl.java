package dev.qemupod.supervisor.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The http or https address of an image or of a list of checksums, which may hold secrets: a
 * password before the host, a signature in the query. Only {@link #shown} may be told.
 */
public final class ImageUrl {
  private static final String EXPECTED = "a path or a URL such as https://host/image.qcow2";

  private final URI uri;

  private ImageUrl(URI uri) {
    this.uri = uri;
  }

  /** Reads an address; what is no http or https URL with a host and a path is refused. */
  static Parsed<ImageUrl> parse(String text) {
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (scheme.equals("docker") || scheme.equals("oci")) {
      return Parsed.rejected(
          EXPECTED,
          "which is a container image",
          "mount it as a volume (image: reference), and name the disk in it");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Parsed.rejected(EXPECTED, "use http or https, or name a path");
    }
    try {
      ImageUrl url = new ImageUrl(new URI(text));
      if (url.host().isEmpty() || url.uri.getPort() > 65535 || url.uri.getPort() == 0) {
        return Parsed.rejected(EXPECTED, "name the host, and a port if it is not the usual one");
      }
      return Parsed.value(url);
    } catch (URISyntaxException e) {
      return Parsed.rejected(EXPECTED, "which is no valid URL", "write %20 for a space, and so on");
    }
  }

  /** An address that was not configured but told, as by a redirect; empty if it is none. */
  public static Optional<ImageUrl> of(URI uri) {
    String text = uri.toString();
    return parse(text) instanceof Parsed.Value<ImageUrl>(ImageUrl url)
        ? Optional.of(url)
        : Optional.empty();
  }

  /** The whole address, secrets included. */
  public URI uri() {
    return uri;
  }

  /** Whether it is fetched over TLS. */
  public boolean secure() {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** The host's name or address, an IPv6 one without brackets; empty if there is none. */
  public String host() {
    String host = uri.getHost();
    if (host == null) {
      return "";
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port, also where it goes without saying. */
  public int port() {
    return uri.getPort() > 0 ? uri.getPort() : secure() ? 443 : 80;
  }

  /** User and password as they stand in the address, decoded; empty if there are none. */
  public String credentials() {
    String info = uri.getUserInfo();
    return info == null ? "" : info;
  }

  /** The last part of the path, decoded: the file's name; may be empty. */
  public String fileName() {
    String path = uri.getPath() == null ? "" : uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The address without what only its owner should know: it tells one image from another. */
  public String shown() {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String port = uri.getPort() > 0 ? ":" + uri.getPort() : "";
    return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port + path;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageUrl url && uri.equals(url.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  /** As {@link #shown}, so that no message can tell more by accident. */
  @Override
  public String toString() {
    return shown();
  }
}
