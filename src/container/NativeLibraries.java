import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;

/**
 * Changes how the libraries for native calls begin.
 *
 * <p>jffi reads its own version by reflection, for which alone the machine would make method handles:
 * a hundred classes. jnr-posix looks all of its 200 functions up at once, to fail early where one is
 * missing, and the supervisor calls five: 250 classes, and 60 milliseconds of the CPU that the guest
 * boots with. Here each is looked up when it is first called.
 */
final class NativeLibraries {
  private static final ClassDesc VERSION = ClassDesc.of("com.kenai.jffi.Version");

  private static final Map<String, MethodTransform> FIELD =
      Map.of("getVersionField", MethodChanges.body(NativeLibraries::field));

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          "com/kenai/jffi/Foreign",
          FIELD,
          "com/kenai/jffi/internal/StubLoader",
          FIELD,
          "jnr/posix/POSIXFactory$DefaultLibCProvider$SingletonHolder",
          Map.of(
              "<clinit>",
              MethodTransform.transformingCode(NativeLibraries::withoutFailingImmediately)));

  private NativeLibraries() {}

  /** The call is one of a builder, which returns itself. */
  private static void withoutFailingImmediately(CodeBuilder code, CodeElement element) {
    if (!(element instanceof InvokeInstruction call
        && call.name().equalsString("failImmediately"))) {
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
