import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.util.Map;

/**
 * Lets java.math.BigDecimal begin with fewer powers of five.
 *
 * <p>When it is first used, which is by the JSON parser's limits of numbers, the JDK computes 5^(2^n)
 * for all n up to 16, to 46,000 digits, to be faster at stripping zeros from numbers that are as long:
 * ten milliseconds and two megabytes of garbage. It computes what is not in its table when it is
 * asked for it (fiveToTwoToThe), so that a shorter table changes no result.
 */
final class PowersOfFive {
  private static final int POWERS = 17;
  private static final int ENOUGH = 5;

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          "java/math/BigDecimal",
          Map.of(
              "<clinit>",
              MethodTransform.transformingCode(CodeTransform.ofStateful(Shorter::new))));

  private PowersOfFive() {}

  /** Makes an array of that many BigIntegers shorter; the constant comes right before it. */
  private static final class Shorter implements CodeTransform {
    private ConstantInstruction held;

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (held != null) {
        boolean powers =
            element instanceof NewReferenceArrayInstruction array
                && array.componentType().asInternalName().equals("java/math/BigInteger");
        if (powers) {
          code.loadConstant(ENOUGH);
        } else {
          code.with(held);
        }
        held = null;
      }
      if (element instanceof ConstantInstruction constant
          && constant.constantValue().equals(POWERS)) {
        held = constant;
      } else {
        code.with(element);
      }
    }
  }
}
