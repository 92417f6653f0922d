import static java.lang.constant.ConstantDescs.CD_String;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Lets the JDK's HTTP server write the Date header by {@link HttpDate}.
 *
 * <p>Its own formatter, with a pattern, loads the names of all time zones and of the days and months
 * of a language with the first answer: 200 classes and 600 strings to write "GMT".
 */
final class DateHeader {
  private static final String CLASS = "sun/net/httpserver/ExchangeImpl.class";
  private static final ClassDesc EXCHANGE = ClassDesc.of("sun.net.httpserver.ExchangeImpl");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
  private static final String FORMATTER = "FORMATTER";
  private static final String PATTERN = "EEE, dd MMM yyyy HH:mm:ss zzz";
  private static final String WRITE = "httpDate";

  private DateHeader() {}

  /** The class, changed if it is that one, in the shape that is known. */
  static byte[] change(String file, byte[] original) {
    if (!file.equals(CLASS)) {
      return original;
    }
    // The names of local variables would tell of code that is left out. jlink takes the lines out too,
    // before or after this, as it comes: without them the result is the same.
    ClassFile classFile =
        ClassFile.of(
            ClassFile.DebugElementsOption.DROP_DEBUG,
            ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
    ClassModel model = classFile.parse(original);
    if (!isKnown(model)) {
      return original;
    }
    proveSame();
    byte[] changed =
        classFile.transformClass(
            model, ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Calls::new)));
    return MethodChanges.withMethodOf(HttpDate.class, WRITE, changed);
  }

  /** Whether the pattern and its only use are there. */
  private static boolean isKnown(ClassModel model) {
    return count(model, DateHeader::isFormat) == 1 && count(model, DateHeader::isPattern) == 1;
  }

  private static long count(ClassModel model, Predicate<CodeElement> wanted) {
    return model.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .filter(wanted)
        .count();
  }

  /** A moment of each few months of 150 years, at all times of day. */
  private static void proveSame() {
    DateTimeFormatter formatter =
        DateTimeFormatter.ofPattern(PATTERN, Locale.US).withZone(ZoneId.of("GMT"));
    for (long second = 0; second < 150L * 365 * 86_400; second += 12_345_677) {
      Instant moment = Instant.ofEpochSecond(second);
      String wanted = formatter.format(moment);
      if (!HttpDate.httpDate(moment).equals(wanted)) {
        throw new IllegalStateException(
            "not " + wanted + ", but " + HttpDate.httpDate(moment));
      }
    }
  }

  private static boolean isFormat(CodeElement element) {
    return element instanceof InvokeInstruction call
        && call.owner().asInternalName().equals("java/time/format/DateTimeFormatter")
        && call.name().equalsString("format");
  }

  private static boolean isPattern(CodeElement element) {
    return element instanceof ConstantInstruction constant
        && PATTERN.equals(constant.constantValue());
  }

  private static boolean isFormatter(CodeElement element, Opcode opcode) {
    return element instanceof FieldInstruction field
        && field.opcode() == opcode
        && field.name().equalsString(FORMATTER);
  }

  /** Leaves the formatter out, from the pattern to the field, and does without it. */
  private static final class Calls implements CodeTransform {
    private boolean making;

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      making |= isPattern(element);
      if (isFormat(element)) {
        code.invokestatic(EXCHANGE, WRITE, MethodTypeDesc.of(CD_String, INSTANT));
      } else if (!making && !isFormatter(element, Opcode.GETSTATIC)) {
        code.with(element);
      }
      making &= !isFormatter(element, Opcode.PUTSTATIC);
    }
  }
}
