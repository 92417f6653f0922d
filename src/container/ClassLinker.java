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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes out what javac leaves to be made when it is first called, in one class after the other:
 * {@code switch} over types, {@code equals}, {@code hashCode} and {@code toString} of records, the
 * joining of strings, and lambdas.
 *
 * <p>All are {@code invokedynamic} calls whose first execution makes classes and method handles
 * (java.lang.runtime.SwitchBootstraps and ObjectMethods, java.lang.invoke.StringConcatFactory and
 * LambdaMetafactory). What the plain code does is what the documentation of these says. Calls of
 * other shapes (switches over strings or enum constants among types) stay.
 */
final class ClassLinker {
  /** Java 11: classes of earlier releases have no nests (JVMS 4.7.28), and some libraries are such. */
  private static final int NESTS = ClassFile.JAVA_11_VERSION;

  private final ClassFile classFile;
  private int plainMethods;
  private final Map<String, byte[]> lambdas = new TreeMap<>();
  private final Map<ClassDesc, List<ClassDesc>> nests = new HashMap<>();

  /**
   * A linker.
   *
   * @param classes finds the classes that the linked ones refer to
   */
  ClassLinker(ClassHierarchyResolver classes) {
    classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(classes));
  }

  /** How many methods were written so far. */
  int plainMethods() {
    return plainMethods;
  }

  /** The classes written so far, by name with slashes. */
  Map<String, byte[]> lambdas() {
    return lambdas;
  }

  /**
   * The class, linked; or as it is, if it has nothing to link.
   *
   * @throws IllegalArgumentException if the machine would not take the result, as of a class that
   *     refers to others that are not here; nothing of it is remembered then
   */
  byte[] link(byte[] original) {
    ClassModel model = classFile.parse(original);
    if (model.findAttribute(Attributes.bootstrapMethods()).isEmpty()) {
      return original;
    }
    Linked linked = linked(model);
    if (linked.plainMethods() == 0 && linked.lambdas().isEmpty()) {
      return original;
    }
    verify(linked.code());
    Map<String, byte[]> written = new TreeMap<>();
    for (LambdaClass lambda : linked.lambdas()) {
      String descriptor = lambda.name().descriptorString();
      written.put(
          descriptor.substring(1, descriptor.length() - 1), verify(lambda.write(classFile)));
    }
    plainMethods += linked.plainMethods();
    lambdas.putAll(written);
    for (LambdaClass lambda : linked.lambdas()) {
      nests.computeIfAbsent(lambda.nestHost(), host -> new ArrayList<>()).add(lambda.name());
    }
    return linked.code();
  }

  /**
   * The class, and if it is the host of a nest, with the lambdas as members of it: once all classes
   * are linked.
   */
  byte[] withNest(byte[] original) {
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

  private byte[] verify(byte[] made) {
    return verified(classFile, made);
  }

  /**
   * The same class.
   *
   * @throws IllegalArgumentException if the machine would not take it
   */
  static byte[] verified(ClassFile classFile, byte[] made) {
    List<VerifyError> errors = classFile.verify(made);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          classFile.parse(made).thisClass().asInternalName() + " is wrong: " + errors);
    }
    return made;
  }

  /** A class with plain code for what can be linked ahead. */
  private record Linked(byte[] code, int plainMethods, List<LambdaClass> lambdas) {}

  private Linked linked(ClassModel model) {
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
}
