import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Makes one jar of the program and its libraries, with all classes linked ahead by {@link
 * ClassLinker}.
 *
 * <p>Linked at their first call instead, they cost some 10 to 20 milliseconds before qemu can be
 * started, and memory for good. A call of plain code costs nothing, and the sources can use records,
 * sealed types and lambdas as they should.
 *
 * <p>usage: {@code java LinkAhead.java IN_JAR OUT_JAR LIBRARY_JAR...}
 */
public final class LinkAhead {
  private static final String OWN = "dev/qemupod/";

  private final MethodChanges changes;
  private final LocalNames localNames;
  private final ClassLinker linker;
  private final Map<String, byte[]> proxies = new TreeMap<>();
  private int leftAsTheyAre;

  private LinkAhead(ClassLoader program, Map<String, byte[]> files) throws IOException {
    ClassHierarchyResolver classes =
        ClassHierarchyResolver.ofResourceParsing(program)
            .orElse(ClassHierarchyResolver.defaultResolver());
    changes =
        new MethodChanges(
            classes,
            List.of(
                NativeLibraries.CHANGES,
                ResourceSearch.changes(files.keySet()),
                BuildConstants.changes(files.get(BuildConstants.FILE))));
    localNames = new LocalNames(classes);
    linker = new ClassLinker(classes);
  }

  public static void main(String[] arguments) throws IOException {
    List<URL> classPath = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (i != 1) {
        classPath.add(Path.of(arguments[i]).toUri().toURL());
      }
    }
    try (URLClassLoader program = new URLClassLoader(classPath.toArray(new URL[0]), null);
        JarFile in = new JarFile(arguments[0]);
        OutputStream file = Files.newOutputStream(Path.of(arguments[1]));
        JarOutputStream out = new JarOutputStream(file)) {
      Map<ZipEntry, byte[]> contents = contents(in, arguments);
      LinkAhead jar = new LinkAhead(program, byName(contents));
      jar.run(contents, out);
      System.out.println(
          "link-ahead: " + jar.linker.plainMethods() + " methods, " + jar.linker.lambdas().size()
              + " lambdas, " + jar.proxies.size() + " proxies, " + jar.changes.done().size() + " methods changed; " + jar.leftAsTheyAre
              + " classes of libraries need others that are not here");
    }
  }

  /**
   * The program's files and those of the libraries, without the jar of native libraries: the one
   * that is needed lies unpacked beside this jar.
   */
  private static Map<ZipEntry, byte[]> contents(JarFile in, String[] arguments) throws IOException {
    Map<ZipEntry, byte[]> contents = new LinkedHashMap<>();
    for (JarEntry entry : in.stream().toList()) {
      if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
        continue; // It would be read for each package, and says nothing that the launcher does not.
      }
      ZipEntry copy = new ZipEntry(entry.getName());
      copy.setTime(entry.getTime());
      try (InputStream stream = in.getInputStream(entry)) {
        contents.put(copy, stream.readAllBytes());
      }
    }
    Libraries libraries = new Libraries();
    for (String jar : List.of(arguments).subList(2, arguments.length)) {
      if (!jar.endsWith("-native.jar")) {
        libraries.add(Path.of(jar));
      }
    }
    libraries.files().forEach((name, content) -> contents.put(entry(name), content));
    return contents;
  }

  private void run(Map<ZipEntry, byte[]> contents, JarOutputStream out) throws IOException {
    contents.replaceAll((entry, content) -> isCode(entry) ? linkIfPossible(entry, content) : content);
    if (!changes.missing().isEmpty()) {
      throw new IllegalStateException(
          "what is changed here does not fit this release: there is no " + changes.missing());
    }
    proxies.putAll(ProxyClasses.ofProgram(byName(contents)));
    // All classes are linked by now, so what each nest has got is known.
    for (Map.Entry<ZipEntry, byte[]> entry : contents.entrySet()) {
      byte[] content = entry.getValue();
      put(out, entry.getKey(), isCode(entry.getKey()) ? linker.withNest(content) : content);
    }
    for (Map.Entry<String, byte[]> lambda : linker.lambdas().entrySet()) {
      put(out, entry(lambda.getKey() + ".class"), lambda.getValue());
    }
    for (Map.Entry<String, byte[]> proxy : proxies.entrySet()) {
      put(out, entry(proxy.getKey() + ".class"), proxy.getValue());
    }
  }

  private static Map<String, byte[]> byName(Map<ZipEntry, byte[]> contents) {
    Map<String, byte[]> files = new TreeMap<>();
    contents.forEach((entry, content) -> files.put(entry.getName(), content));
    return files;
  }

  private static boolean isCode(ZipEntry entry) {
    return entry.getName().endsWith(".class");
  }

  /**
   * The class, linked as long as the machine would take it. Libraries have classes for the use of
   * others that are not here: nobody can say what the machine would do with such a one, and nothing
   * loads it, so it stays as it is.
   */
  private byte[] linkIfPossible(ZipEntry entry, byte[] original) {
    byte[] changed =
        changes.change(
            entry.getName(), NativeLibraries.withoutUncalled(entry.getName(), original));
    if (entry.getName().startsWith(OWN)) {
      NativeLibraries.checkCalls(original);
    }
    try {
      return linker.link(localNames.without(changed));
    } catch (IllegalArgumentException wrong) {
      if (entry.getName().startsWith(OWN)) {
        throw wrong;
      }
      leftAsTheyAre++;
      return changed;
    }
  }

  /** With a fixed time, so that equal input makes an equal jar. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    return entry;
  }

  private static void put(JarOutputStream out, ZipEntry entry, byte[] content) throws IOException {
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }
}
