import static java.lang.constant.ConstantDescs.CD_Class;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the proxies ahead through which JNR calls native functions, and those of annotations, its own
 * and the JDK's.
 *
 * <p>The Java machine makes such a class when it is first asked for: for some twenty of them it loads
 * 160 classes that write classes, and what is written is in no archive. Here its own generator writes
 * them ahead, each beside its first interface, and {@link ProxyAhead} lets it find them.
 *
 * <p>The generator is not exported: {@code --add-opens java.base/java.lang.reflect=ALL-UNNAMED}.
 */
final class ProxyClasses {
  /** The functions that are called, each library's beside JNR's own interface of all of them. */
  private static final List<String> LIBRARIES =
      List.of(
          "jnr/posix/LinuxLibC",
          "jnr/enxio/channels/Native$LibC",
          "jnr/unixsocket/Native$LibC",
          "dev/qemupod/supervisor/process/Posix$ChildWait");

  private static final String LOADED = "jnr/ffi/provider/LoadedLibrary";
  private static final String ANNOTATIONS = "jnr/ffi/";

  /** Those that classes have which JNR asks for theirs. */
  private static final List<String> RUNTIME_ANNOTATIONS =
      List.of("java/lang/", "jdk/internal/vm/annotation/", "jdk/internal/ValueBased.class");

  private static final ClassDesc PROXY = ClassDesc.of("java.lang.reflect.Proxy");
  private static final ClassDesc LOADER = ClassDesc.of("java.lang.ClassLoader");
  private static final ClassDesc CONSTRUCTOR = ClassDesc.of("java.lang.reflect.Constructor");

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          "java/lang/reflect/Proxy",
          Map.of("getProxyConstructor", MethodChanges.before(ProxyClasses::askAhead)));

  private ProxyClasses() {}

  /** Adds to java.lang.reflect.Proxy what the changed method calls. */
  static byte[] addTo(String file, byte[] original) {
    return file.equals("java/lang/reflect/Proxy.class")
        ? MethodChanges.withMethodOf(ProxyAhead.class, "constructorAhead", original)
        : original;
  }

  private static void askAhead(CodeBuilder code) {
    Label none = code.newLabel();
    code.aload(0)
        .aload(1)
        .invokestatic(
            PROXY,
            "constructorAhead",
            MethodTypeDesc.of(CONSTRUCTOR, LOADER, CD_Class.arrayType()))
        .dup()
        .ifnull(none)
        .areturn()
        .labelBinding(none)
        .pop();
  }

  /**
   * The proxies of the program, by name with slashes.
   *
   * @param classes the program's classes as they will be, by file name
   */
  static Map<String, byte[]> ofProgram(Map<String, byte[]> classes)
      throws ReflectiveOperationException {
    Program program = new Program(classes);
    Map<String, byte[]> proxies = new TreeMap<>();
    for (String library : LIBRARIES) {
      Class<?> loaded = program.load(LOADED);
      put(proxies, program, program.load(library), loaded);
    }
    for (String file : classes.keySet()) {
      if (file.startsWith(ANNOTATIONS) && file.endsWith(".class")) {
        Class<?> type = program.load(file.substring(0, file.length() - ".class".length()));
        if (isSeen(type)) {
          put(proxies, program, type);
        }
      }
    }
    return proxies;
  }

  /**
   * The proxies of annotations of java.base, by name with slashes.
   *
   * @param files the names of the module's files
   */
  static Map<String, byte[]> ofRuntime(Collection<String> files)
      throws ReflectiveOperationException {
    Map<String, byte[]> proxies = new TreeMap<>();
    for (String file : files) {
      if (RUNTIME_ANNOTATIONS.stream().anyMatch(file::startsWith)) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        Class<?> type = Class.forName(name, false, null);
        if (isSeen(type)) {
          put(proxies, null, type);
        }
      }
    }
    return proxies;
  }

  /** Whether it is an annotation that reflection tells of. */
  private static boolean isSeen(Class<?> type) {
    Retention retention = type.getAnnotation(Retention.class);
    return type.isAnnotation() && retention != null && retention.value() == RetentionPolicy.RUNTIME;
  }

  private static void put(Map<String, byte[]> proxies, ClassLoader loader, Class<?>... interfaces)
      throws ReflectiveOperationException {
    String name = interfaces[0].getName() + "$Proxy";
    proxies.put(name.replace('.', '/'), generate(name, loader, interfaces));
  }

  private static byte[] generate(String name, ClassLoader loader, Class<?>... interfaces)
      throws ReflectiveOperationException {
    Method generator =
        Class.forName("java.lang.reflect.ProxyGenerator")
            .getDeclaredMethod(
                "generateProxyClass", ClassLoader.class, String.class, List.class, int.class);
    generator.setAccessible(true);
    return (byte[])
        generator.invoke(
            null, loader, name, List.of(interfaces), Modifier.PUBLIC | Modifier.FINAL);
  }

  /** Loads the classes without running them. */
  private static final class Program extends ClassLoader {
    private final Map<String, byte[]> classes;

    Program(Map<String, byte[]> classes) {
      super(null);
      this.classes = classes;
    }

    Class<?> load(String name) throws ClassNotFoundException {
      return loadClass(name.replace('/', '.'));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] code = classes.get(name.replace('.', '/') + ".class");
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, code, 0, code.length);
    }
  }
}
