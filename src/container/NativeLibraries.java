import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes how the libraries for native calls begin.
 *
 * <p>jffi reads its own version by reflection, for which alone the machine would make method handles:
 * a hundred classes. It tells a log of java.util.logging what it loads, which nobody reads: 80 more.
 * jnr-posix knows 160 functions of the C library and looks all of them up at once, to fail early where
 * one is missing, and the supervisor calls four: 250 classes, and 60 milliseconds of CPU. Here it knows
 * {@link #CALLED}, and looks for one when it is first called. Nor does it load libcrypt, or ask the C
 * library for its version of stat(2). jffi has a thread that lets go of libraries and signatures of
 * functions which nobody refers to any more: all of them are referred to until the end.
 */
final class NativeLibraries {
  /** The functions of the C library that the supervisor calls by jnr-posix. */
  private static final Set<String> CALLED = Set.of("getpid", "kill", "syscall", "waitpid");

  /** What it calls besides, that is no such function. */
  private static final Set<String> OF_THE_LIBRARY = Set.of("errno", "isNative", "libc");

  private static final Set<String> LIBC =
      Set.of("jnr/posix/LibC.class", "jnr/posix/UnixLibC.class", "jnr/posix/LinuxLibC.class");

  private static final Set<String> INTERFACES = Set.of("jnr/posix/POSIX", "jnr/posix/UnixLibC");

  private static final ClassDesc VERSION = ClassDesc.of("com.kenai.jffi.Version");

  private static final Map<String, MethodTransform> FIELD =
      Map.of("getVersionField", MethodChanges.body(NativeLibraries::field));

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          "com/kenai/jffi/Foreign",
          FIELD,
          "com/kenai/jffi/internal/Cleaner",
          Map.of("register", MethodChanges.body(code -> code.aconst_null().areturn())),
          "com/kenai/jffi/internal/StubLoader",
          Map.of(
              "getVersionField", FIELD.get("getVersionField"),
              "loadFromBootPath", MethodTransform.transformingCode(NativeLibraries::withoutLog),
              "<clinit>", MethodTransform.transformingCode(NativeLibraries::withoutLog)),
          "jnr/posix/LinuxPOSIX",
          Map.of("getStatVersion", MethodChanges.body(code -> code.iconst_0().ireturn())),
          "jnr/posix/POSIXFactory$DefaultLibCProvider$SingletonHolder",
          Map.of(
              "<clinit>",
              MethodTransform.transformingCode(CodeTransform.ofStateful(LibCAlone::new))));

  private NativeLibraries() {}

  /** The class, without the functions that nobody calls. */
  static byte[] withoutUncalled(String file, byte[] original) {
    if (!LIBC.contains(file)) {
      return original;
    }
    ClassFile classFile = ClassFile.of();
    return classFile.transformClass(
        classFile.parse(original),
        ClassTransform.dropping(
            element ->
                element instanceof MethodModel method
                    && !CALLED.contains(method.methodName().stringValue())));
  }

  /**
   * Makes sure that a class of the supervisor's own calls no function that was left out.
   *
   * @throws IllegalStateException with what it calls
   */
  static void checkCalls(byte[] own) {
    ClassModel model = ClassFile.of().parse(own);
    for (MethodModel method : model.methods()) {
      method
          .code()
          .ifPresent(
              code ->
                  code.elementStream()
                      .filter(element -> element instanceof InvokeInstruction call && isUnknown(call))
                      .forEach(
                          call -> {
                            throw new IllegalStateException(
                                model.thisClass().asInternalName() + " calls " + call
                                    + ", which NativeLibraries.java leaves out: add it to CALLED");
                          }));
    }
  }

  private static boolean isUnknown(InvokeInstruction call) {
    String name = call.name().stringValue();
    return INTERFACES.contains(call.owner().asInternalName())
        && !CALLED.contains(name)
        && !OF_THE_LIBRARY.contains(name);
  }

  /** Loads the C library: the call to fail immediately is one of a builder, which returns itself. */
  private static final class LibCAlone implements CodeTransform {
    private boolean loaded;

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      boolean failing =
          element instanceof InvokeInstruction call
              && call.name().equalsString("failImmediately");
      if (!loaded && !failing && !(element instanceof ExceptionCatch)) {
        code.with(element);
      }
      if (!loaded
          && element instanceof FieldInstruction field
          && field.name().equalsString("libc")) {
        loaded = true;
        code.return_();
      }
    }
  }

  private static void withoutLog(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call
        && call.owner().asInternalName().equals("java/util/logging/Logger")) {
      switch (call.name().stringValue()) {
        case "getLogger" -> code.pop().aconst_null();
        case "finest" -> code.pop2();
        default -> code.with(element);
      }
    } else {
      code.with(element);
    }
  }

  /** int getVersionField(String name), for the names that the class asks for. */
  private static void field(CodeBuilder code) {
    for (String name : List.of("MAJOR", "MINOR")) {
      Label next = code.newLabel();
      code.ldc(code.constantPool().stringEntry(name)).aload(0);
      code.invokevirtual(CD_String, "equals", MethodTypeDesc.of(CD_boolean, CD_Object));
      code.ifeq(next).getstatic(VERSION, name, CD_int).ireturn().labelBinding(next);
    }
    code.getstatic(VERSION, "MICRO", CD_int).ireturn();
  }
}
