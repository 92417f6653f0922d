import static java.lang.constant.ConstantDescs.CD_Class;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the proxies ahead through which JNR calls native functions, and those of annotations, its own
 * and the JDK's.
 *
 * <p>The Java machine makes such a class when it is first asked for: for some twenty of them it loads
 * 160 classes that write classes, and what is written is in no archive. Here {@link ProxyClass} writes
 * them ahead, each beside its first interface, and {@link ProxyAhead} lets them be found.
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

  private static final ClassDesc RETENTION = ClassDesc.of("java.lang.annotation.Retention");

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
   * @param files the program's files as they will be, by name
   */
  static Map<String, byte[]> ofProgram(Map<String, byte[]> files) {
    Function<String, byte[]> classes =
        name -> {
          byte[] own = files.get(name + ".class");
          return own == null ? ofMachine(name) : own;
        };
    Map<String, byte[]> proxies = new TreeMap<>();
    for (String library : LIBRARIES) {
      put(proxies, classes, library, LOADED);
    }
    files.keySet().stream()
        .filter(file -> file.startsWith(ANNOTATIONS) && file.endsWith(".class"))
        .map(ProxyClasses::name)
        .filter(name -> isSeen(classes.apply(name)))
        .forEach(name -> put(proxies, classes, name));
    return proxies;
  }

  /**
   * The proxies of annotations of java.base, by name with slashes.
   *
   * @param files the module's files, by name
   */
  static Map<String, byte[]> ofRuntime(Map<String, byte[]> files) {
    Function<String, byte[]> classes = name -> files.get(name + ".class");
    Map<String, byte[]> proxies = new TreeMap<>();
    files.keySet().stream()
        .filter(file -> RUNTIME_ANNOTATIONS.stream().anyMatch(file::startsWith))
        .map(ProxyClasses::name)
        .filter(name -> isSeen(classes.apply(name)))
        .forEach(name -> put(proxies, classes, name));
    return proxies;
  }

  private static byte[] ofMachine(String name) {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String name(String file) {
    return file.substring(0, file.length() - ".class".length());
  }

  private static void put(
      Map<String, byte[]> proxies, Function<String, byte[]> classes, String... interfaces) {
    String name = interfaces[0] + "$Proxy";
    proxies.put(name, ProxyClass.of(name, classes, List.of(interfaces)));
  }

  /** Whether it is an annotation that reflection tells of. */
  private static boolean isSeen(byte[] code) {
    ClassModel type = ClassFile.of().parse(code);
    return type.flags().has(AccessFlag.ANNOTATION)
        && type.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
            .flatMap(attribute -> attribute.annotations().stream())
            .filter(annotation -> annotation.classSymbol().equals(RETENTION))
            .flatMap(annotation -> annotation.elements().stream())
            .anyMatch(
                element ->
                    element.value() instanceof AnnotationValue.OfEnum policy
                        && policy.constantName().equalsString("RUNTIME"));
  }
}
