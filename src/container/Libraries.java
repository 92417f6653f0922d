import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The libraries' files as they are put into the program's jar.
 *
 * <p>The service files of all are joined; of a class that is there for several releases of Java, this
 * machine's is taken; licences and notices are kept, in a folder for each library. Two different
 * files of one name fail the build.
 */
final class Libraries {
  private static final String META = "META-INF/";
  private static final String SERVICES = META + "services/";
  private static final String VERSIONS = META + "versions/";

  private final Map<String, byte[]> files = new TreeMap<>();

  /** Adds what the jar has. */
  void add(Path jar) throws IOException {
    String library = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    for (Map.Entry<String, byte[]> file : contents(jar).entrySet()) {
      String name = file.getKey();
      if (name.startsWith(SERVICES)) {
        files.merge(name, file.getValue(), Libraries::join);
      } else if (isLegal(name)) {
        String text = name.substring(name.lastIndexOf('/') + 1);
        put(META + "licenses/" + library + "/" + text, file.getValue());
      } else {
        put(name, file.getValue());
      }
    }
  }

  /** All files by name. */
  Map<String, byte[]> files() {
    return files;
  }

  private void put(String name, byte[] content) {
    byte[] present = files.putIfAbsent(name, content);
    if (present != null && !Arrays.equals(present, content)) {
      throw new IllegalStateException("two libraries have a different " + name);
    }
  }

  private static Map<String, byte[]> contents(Path path) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    Map<String, Integer> releases = new LinkedHashMap<>();
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : jar.stream().filter(each -> !each.isDirectory()).toList()) {
        int release = release(entry.getName());
        String name = baseName(entry.getName());
        if (isLeftOut(name) || release > Runtime.version().feature()) {
          continue;
        }
        Integer present = releases.get(name);
        if (present == null || present < release) {
          releases.put(name, release);
          try (InputStream stream = jar.getInputStream(entry)) {
            contents.put(name, stream.readAllBytes());
          }
        }
      }
    }
    return contents;
  }

  /** The release of {@code META-INF/versions/N/...}; 0 of a file for all. */
  private static int release(String name) {
    return name.startsWith(VERSIONS)
        ? Integer.parseInt(name.substring(VERSIONS.length(), name.indexOf('/', VERSIONS.length())))
        : 0;
  }

  private static String baseName(String name) {
    return name.startsWith(VERSIONS)
        ? name.substring(name.indexOf('/', VERSIONS.length()) + 1)
        : name;
  }

  /** What describes the single jar: its manifest, index, signature and module. */
  private static boolean isLeftOut(String name) {
    boolean signature =
        name.startsWith(META)
            && (name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA"));
    return signature
        || name.equals(JarFile.MANIFEST_NAME)
        || name.equals(META + "INDEX.LIST")
        || name.endsWith("module-info.class");
  }

  private static boolean isLegal(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
    boolean top = name.indexOf('/') < 0 || name.lastIndexOf('/') == META.length() - 1;
    return top
        && !file.endsWith(".CLASS")
        && (file.contains("LICENSE") || file.contains("NOTICE") || file.contains("COPYING"));
  }

  private static byte[] join(byte[] one, byte[] other) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(one);
    joined.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    joined.writeBytes(other);
    return joined.toByteArray();
  }
}
