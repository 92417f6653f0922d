package dev.qemupod.supervisor.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the URLs among the disks, and where what they name is kept. It is not loaded in a pod that
 * names none.
 */
final class DownloadReader {
  private static final long DEFAULT_MOST = 64L << 30;
  private static final int LONGEST_STEM = 80;
  private static final int HASH_DIGITS = 10;

  /** What a file's name ends with that says how it is packed; the image is kept unpacked. */
  private static final List<String> SUFFIXES =
      List.of(
          ".gz", ".bz2", ".xz", ".zst", ".qcow2", ".img", ".raw", ".vmdk", ".vdi", ".vhdx", ".vhd",
          ".iso");

  private final Settings settings;

  DownloadReader(Settings settings) {
    this.settings = settings;
  }

  /** What is fetched, and the path it will have. */
  record Download(Path path, RemoteImage image) {}

  /** A disk of its own: {@code QEMU_HDA=https://...}. */
  Optional<Download> disk(DiskVariables variables, Setting setting) {
    Optional<RemoteImage> image = image(setting, variables.checksum());
    Optional<Path> folder =
        image.isPresent() ? folder(setting, Optional.empty()) : Optional.empty();
    return image.isPresent() && folder.isPresent()
        ? Optional.of(new Download(folder.get().resolve(variables.id() + ".qcow2"), image.get()))
        : Optional.empty();
  }

  /** The base of an overlay: {@code QEMU_HDA_BASE=https://...}, by default beside the overlay. */
  Optional<Download> base(DiskVariables variables, Setting setting, Path overlay) {
    Optional<RemoteImage> image = image(setting, variables.checksum());
    Optional<Path> folder =
        folder(setting, Optional.ofNullable(overlay.toAbsolutePath().getParent()));
    return image.isPresent() && folder.isPresent()
        ? Optional.of(
            new Download(folder.get().resolve(name(image.get().url()) + ".qcow2"), image.get()))
        : Optional.empty();
  }

  /** {@code QEMU_CDROM=https://...}. */
  Optional<Download> cdrom(Setting setting) {
    Optional<RemoteImage> image = image(setting, VariableCatalog.CDROM_SHA256);
    Optional<Path> folder =
        image.isPresent() ? folder(setting, Optional.empty()) : Optional.empty();
    return image.isPresent() && folder.isPresent()
        ? Optional.of(
            new Download(folder.get().resolve(name(image.get().url()) + ".iso"), image.get()))
        : Optional.empty();
  }

  /** How everything is fetched. */
  FetchConfig config() {
    return new FetchConfig(
        mostBytes(),
        certificates("SSL_CERT_FILE"),
        certificates(VariableCatalog.CA_FILE.name()),
        new ProxyRules(
            proxy("http_proxy", "HTTP_PROXY"),
            proxy("https_proxy", "HTTPS_PROXY"),
            NoProxy.parse(either("no_proxy", "NO_PROXY"))));
  }

  private Optional<RemoteImage> image(Setting setting, Variable checksum) {
    Optional<ImageUrl> url = setting.take(ImageUrl.parse(setting.text()));
    Optional<Setting> expected = settings.find(checksum);
    Optional<Checksum> parsed = Optional.empty();
    if (expected.isPresent()) {
      parsed = expected.get().take(Checksum.parse(expected.get().text()));
    }
    return url.isPresent() ? Optional.of(new RemoteImage(url.get(), parsed)) : Optional.empty();
  }

  /** The folder of images: the variable's, else the one that suits, else the usual mount point. */
  private Optional<Path> folder(Setting image, Optional<Path> suiting) {
    return suiting.isPresent() && !settings.isSet(VariableCatalog.IMAGE_DIR)
        ? suiting
        : ImageFolder.of(image, settings);
  }

  /**
   * A file's name for the image of a URL: for people its own, and a hash because two images may
   * have the same. Credentials and query do not count, since they change from day to day.
   */
  static String name(ImageUrl url) {
    StringBuilder stem = new StringBuilder();
    String name = withoutSuffixes(url.fileName());
    for (int index = 0; index < name.length() && stem.length() < LONGEST_STEM; index++) {
      char letter = name.charAt(index);
      boolean plain =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || letter == '-'
              || letter == '_'
              || (letter == '.' && index > 0);
      stem.append(plain ? letter : '-');
    }
    return (stem.isEmpty() ? "image" : stem) + "-" + hash(url.shown());
  }

  private static String withoutSuffixes(String name) {
    String left = name;
    boolean cut = true;
    while (cut) {
      cut = false;
      for (String suffix : SUFFIXES) {
        if (left.toLowerCase(Locale.ROOT).endsWith(suffix)) {
          left = left.substring(0, left.length() - suffix.length());
          cut = true;
        }
      }
    }
    return left;
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private long mostBytes() {
    Optional<Setting> setting = settings.find(VariableCatalog.IMAGE_MAX_SIZE);
    if (setting.isEmpty()) {
      return DEFAULT_MOST;
    }
    return setting
        .get()
        .take(Quantity.parse(setting.get().text(), Quantity.Kind.DISK))
        .orElse(DEFAULT_MOST);
  }

  private Optional<Path> certificates(String name) {
    Optional<Setting> setting = settings.find(name);
    return setting.isEmpty()
        ? Optional.empty()
        : FileChecks.readable(setting.get(), "the path of certificates in PEM");
  }

  private String either(String lower, String upper) {
    String value = settings.raw(lower).strip();
    return value.isEmpty() ? settings.raw(upper).strip() : value;
  }

  private Optional<ImageUrl> proxy(String lower, String upper) {
    String name = settings.raw(lower).isBlank() ? upper : lower;
    String text = settings.raw(name).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String url = text.contains("://") ? text : "http://" + text;
    if (url.regionMatches(true, 0, "http://", 0, "http://".length())
        && ImageUrl.parse(url) instanceof Parsed.Value<ImageUrl>(ImageUrl proxy)) {
      return Optional.of(proxy);
    }
    // Not shown: without a scheme there is no telling where a password in it would begin.
    new Setting(name, text, settings.problems())
        .mustBeInstead(
            "the URL of an HTTP proxy such as http://proxy:3128",
            "not understood",
            "correct it, or remove it");
    return Optional.empty();
  }
}
