import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * Writes out the code that javac leaves to be made when it is first called: {@code switch} over
 * types, {@code equals}, {@code hashCode} and {@code toString} of records, and lambdas, in the program
 * and in its libraries. Makes one jar of both.
 *
 * <p>All three are {@code invokedynamic} calls whose first execution makes classes and method
 * handles (java.lang.runtime.SwitchBootstraps and ObjectMethods, java.lang.invoke.LambdaMetafactory).
 * It costs some 10 to 20 milliseconds before qemu can be started, and memory for good. A call of
 * plain code costs nothing, and the sources can use records, sealed types and lambdas as they should.
 *
 * <p>What the plain code does is what the bootstrap methods' documentation says. Calls of other
 * shapes (switches over strings or enum constants among types) stay as they are.
 *
 * <p>usage: {@code java LinkAhead.java IN_JAR OUT_JAR LIBRARY_JAR...}
 */
public final class LinkAhead {
  private static final String OWN = "dev/qemupod/";

  /** Java 11: classes of earlier releases have no nests (JVMS 4.7.28), and some libraries are such. */
  private static final int NESTS = ClassFile.JAVA_11_VERSION;

  private final ClassFile classFile;
  private int plainMethods;
  private int leftAsTheyAre;
  private final Map<LambdaClass, byte[]> lambdas = new LinkedHashMap<>();
  private final Map<ClassDesc, List<ClassDesc>> nests = new LinkedHashMap<>();

  private LinkAhead(ClassLoader program) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(program)
            .orElse(ClassHierarchyResolver.defaultResolver());
    classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver));
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
      LinkAhead linker = new LinkAhead(program);
      linker.run(contents(in, arguments), out);
      System.out.println(
          "link-ahead: " + linker.plainMethods + " switches and methods of records, "
              + linker.lambdas.size() + " lambdas; " + linker.leftAsTheyAre
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
    // All classes are linked by now, so what each nest has got is known.
    for (Map.Entry<ZipEntry, byte[]> entry : contents.entrySet()) {
      byte[] content = entry.getValue();
      put(out, entry.getKey(), isCode(entry.getKey()) ? tellNest(content) : content);
    }
    for (Map.Entry<LambdaClass, byte[]> lambda : lambdas.entrySet()) {
      String path = lambda.getKey().name().descriptorString();
      String file = path.substring(1, path.length() - 1) + ".class";
      put(out, entry(file), lambda.getValue());
    }
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
    try {
      Linked linked = link(original);
      if (linked.plainMethods() == 0 && linked.lambdas().isEmpty()) {
        return original;
      }
      verify(linked.code());
      Map<LambdaClass, byte[]> written = new LinkedHashMap<>();
      for (LambdaClass lambda : linked.lambdas()) {
        written.put(lambda, verify(lambda.write(classFile)));
      }
      plainMethods += linked.plainMethods();
      lambdas.putAll(written);
      written.keySet().forEach(this::remember);
      return linked.code();
    } catch (IllegalArgumentException wrong) {
      if (entry.getName().startsWith(OWN)) {
        throw wrong;
      }
      leftAsTheyAre++;
      return original;
    }
  }

  private void remember(LambdaClass lambda) {
    nests.computeIfAbsent(lambda.nestHost(), host -> new ArrayList<>()).add(lambda.name());
  }

  private byte[] verify(byte[] made) {
    List<VerifyError> errors = classFile.verify(made);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          classFile.parse(made).thisClass().asInternalName() + " is wrong: " + errors);
    }
    return made;
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

  /** A class with plain code for what can be linked ahead. */
  private record Linked(byte[] code, int plainMethods, List<LambdaClass> lambdas) {}

  private Linked link(byte[] original) {
    ClassModel model = classFile.parse(original);
    List<PlainMethod> methods = new ArrayList<>();
    List<LambdaClass> lambdaClasses = new ArrayList<>();
    ClassTransform calls =
        ClassTransform.transformingMethodBodies(
            (code, element) -> replaceCall(model, code, element, methods, lambdaClasses));
    ClassTransform additions =
        ClassTransform.endHandler(
            builder -> {
              for (PlainMethod method : methods) {
                method.addTo(builder);
              }
            });
    byte[] code = classFile.transformClass(model, calls.andThen(additions));
    return new Linked(code, methods.size(), lambdaClasses);
  }

  private static void replaceCall(
      ClassModel model,
      CodeBuilder code,
      CodeElement element,
      List<PlainMethod> methods,
      List<LambdaClass> lambdaClasses) {
    if (element instanceof InvokeDynamicInstruction call) {
      if (LambdaClass.isMadeBy(call)) {
        LambdaClass lambda = lambda(model, call, lambdaClasses.size() + 1);
        lambdaClasses.add(lambda);
        code.invokestatic(lambda.name(), LambdaClass.FACTORY, lambda.factory());
        return;
      }
      PlainMethod method = PlainMethod.of(model, call, methods.size());
      if (method != null) {
        methods.add(method);
        boolean ofInterface = model.flags().has(AccessFlag.INTERFACE);
        code.invokestatic(
            model.thisClass().asSymbol(), method.name(), call.typeSymbol(), ofInterface);
        return;
      }
    }
    code.with(element);
  }

  private static LambdaClass lambda(ClassModel model, InvokeDynamicInstruction call, int number) {
    ClassDesc self = model.thisClass().asSymbol();
    ClassDesc host =
        model
            .findAttribute(Attributes.nestHost())
            .map(nest -> nest.nestHost().asSymbol())
            .orElse(self);
    return LambdaClass.of(self.nested("Lambda$" + number), host, call);
  }

  /** The class, and if it is the host of a nest, with the lambdas as members of it. */
  private byte[] tellNest(byte[] original) {
    ClassModel model = classFile.parse(original);
    ClassDesc self = model.thisClass().asSymbol();
    List<ClassDesc> added = nests.getOrDefault(self, List.of());
    if (added.isEmpty()) {
      return original;
    }
    List<ClassDesc> members = new ArrayList<>();
    model
        .findAttribute(Attributes.nestMembers())
        .ifPresent(nest -> nest.nestMembers().forEach(member -> members.add(member.asSymbol())));
    members.addAll(added);
    int version = Math.max(model.majorVersion(), NESTS);
    return classFile.transformClass(
        model,
        ClassTransform.dropping(NestMembersAttribute.class::isInstance)
            .andThen(
                ClassTransform.endHandler(
                    builder ->
                        builder
                            .withVersion(version, 0)
                            .with(NestMembersAttribute.ofSymbols(members)))));
  }
}
