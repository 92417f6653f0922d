import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A method with plain code for a {@code switch} over types, for {@code equals}, {@code hashCode} or
 * {@code toString} of a record, or for the joining of strings: what java.lang.runtime.SwitchBootstraps
 * and ObjectMethods or java.lang.invoke.StringConcatFactory would make at the first call.
 *
 * @param name of the method
 * @param type its descriptor
 * @param code writes its body
 */
record PlainMethod(String name, MethodTypeDesc type, Consumer<CodeBuilder> code) {
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc STRINGS = ClassDesc.of("java.lang.invoke.StringConcatFactory");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

  /** What does the same as the call, or null if the call stays. */
  static PlainMethod of(ClassModel model, InvokeDynamicInstruction call, int number) {
    DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
    List<ConstantDesc> arguments = call.bootstrapArgs();
    if (bootstrap.owner().equals(SWITCHES)
        && bootstrap.methodName().equals("typeSwitch")
        && arguments.stream().allMatch(ClassDesc.class::isInstance)) {
      List<ClassDesc> labels = arguments.stream().map(ClassDesc.class::cast).toList();
      return new PlainMethod(
          "typeSwitch$" + number, call.typeSymbol(), code -> typeSwitch(code, labels));
    }
    if (bootstrap.owner().equals(RECORDS)) {
      List<Component> components = components(arguments);
      ClassDesc record = model.thisClass().asSymbol();
      String name = call.name().stringValue();
      return new PlainMethod(
          name + "$" + number,
          call.typeSymbol(),
          switch (name) {
            case "equals" -> code -> equalsOf(code, record, components);
            case "hashCode" -> code -> hashCodeOf(code, record, components);
            case "toString" -> code -> toStringOf(code, record, components);
            default -> throw new IllegalStateException("a record has no generated " + name);
          });
    }
    if (bootstrap.owner().equals(STRINGS)
        && bootstrap.methodName().equals("makeConcatWithConstants")) {
      MethodTypeDesc type = call.typeSymbol();
      return new PlainMethod("concat$" + number, type, code -> concat(code, type, arguments));
    }
    return null;
  }

  void addTo(ClassBuilder builder) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
    builder.withMethodBody(name, type, flags, code);
  }

  /** ObjectMethods: the record's class, the names with semicolons between, the getters. */
  private static List<Component> components(List<ConstantDesc> arguments) {
    List<Component> components = new ArrayList<>();
    for (ConstantDesc getter : arguments.subList(2, arguments.size())) {
      DirectMethodHandleDesc field = (DirectMethodHandleDesc) getter;
      components.add(new Component(field.methodName(), field.invocationType().returnType()));
    }
    return components;
  }

  private record Component(String name, ClassDesc type) {
    void load(CodeBuilder code, ClassDesc record, int slot) {
      code.aload(slot);
      if (slot == 1) {
        code.checkcast(record);
      }
      code.getfield(record, name, type);
    }
  }

  /** int typeSwitch(Object target, int from): -1 for null, else the first label that fits. */
  private static void typeSwitch(CodeBuilder code, List<ClassDesc> labels) {
    code.aload(0).ifThen(Opcode.IFNULL, none -> none.iconst_m1().ireturn());
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf(labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn();
      code.labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  /** boolean equals(Record one, Object other). */
  private static void equalsOf(CodeBuilder code, ClassDesc record, List<Component> components) {
    Label different = code.newLabel();
    Label same = code.newLabel();
    code.aload(0).aload(1).if_acmpeq(same);
    code.aload(1).instanceOf(record).ifeq(different);
    for (Component component : components) {
      component.load(code, record, 0);
      component.load(code, record, 1);
      ClassDesc type = component.type();
      switch (TypeKind.from(type)) {
        case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.if_icmpne(different);
        case LONG -> code.lcmp().ifne(different);
        case FLOAT, DOUBLE ->
            code.invokestatic(LambdaClass.box(type), "compare", MethodTypeDesc.of(CD_int, type, type))
                .ifne(different);
        case REFERENCE ->
            code.invokestatic(
                    OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
                .ifeq(different);
        case VOID -> throw new IllegalStateException("a component has a type");
      }
    }
    code.labelBinding(same).iconst_1().ireturn();
    code.labelBinding(different).iconst_0().ireturn();
  }

  /** int hashCode(Record one). */
  private static void hashCodeOf(CodeBuilder code, ClassDesc record, List<Component> components) {
    code.iconst_0();
    for (Component component : components) {
      code.loadConstant(31).imul();
      component.load(code, record, 0);
      ClassDesc type = component.type();
      if (type.isPrimitive()) {
        code.invokestatic(LambdaClass.box(type), "hashCode", MethodTypeDesc.of(CD_int, type));
      } else {
        code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  /** String toString(Record one). */
  private static void toStringOf(CodeBuilder code, ClassDesc record, List<Component> components) {
    beginText(code);
    String simpleName = record.displayName();
    String before = simpleName.substring(simpleName.lastIndexOf('$') + 1) + "[";
    for (Component component : components) {
      append(code.loadConstant(before + component.name() + "="), CD_String);
      component.load(code, record, 0);
      append(code, appended(component.type()));
      before = ", ";
    }
    append(code.loadConstant(components.isEmpty() ? before + "]" : "]"), CD_String);
    returnText(code);
  }

  /**
   * String makeConcatWithConstants: in the recipe, which comes first, stands 1 for the next parameter
   * and 2 for the next of the constants after it.
   */
  private static void concat(CodeBuilder code, MethodTypeDesc type, List<ConstantDesc> arguments) {
    String recipe = (String) arguments.getFirst();
    beginText(code);
    int parameter = 0;
    int constant = 1;
    StringBuilder text = new StringBuilder();
    for (char letter : recipe.toCharArray()) {
      if (letter == 2) {
        text.append(arguments.get(constant++));
      } else if (letter != 1) {
        text.append(letter);
      } else {
        appendText(code, text);
        ClassDesc next = type.parameterType(parameter);
        code.loadLocal(TypeKind.from(next), code.parameterSlot(parameter++));
        append(code, appended(next));
      }
    }
    appendText(code, text);
    returnText(code);
  }

  private static void appendText(CodeBuilder code, StringBuilder text) {
    if (!text.isEmpty()) {
      append(code.loadConstant(text.toString()), CD_String);
      text.setLength(0);
    }
  }

  private static void beginText(CodeBuilder code) {
    code.new_(BUILDER).dup();
    code.invokespecial(BUILDER, ConstantDescs.INIT_NAME, MethodTypeDesc.of(CD_void));
  }

  private static void returnText(CodeBuilder code) {
    code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, type));
  }

  /** StringBuilder has no append for byte and short, and one of its own for char[]. */
  private static ClassDesc appended(ClassDesc type) {
    return switch (TypeKind.from(type)) {
      case BYTE, SHORT, INT -> CD_int;
      case REFERENCE -> CD_Object;
      case BOOLEAN, CHAR, LONG, FLOAT, DOUBLE -> type;
      case VOID -> throw new IllegalStateException("a component has a type");
    };
  }
}
