import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.NestHostAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * The class that a lambda expression or a method reference stands for, written out.
 *
 * <p>Does what java.lang.invoke.LambdaMetafactory would at the first call: implements the interface's
 * one method by casting the arguments, calling the body, and casting the result. It belongs to the
 * nest of the class that it was written in, since bodies are private.
 *
 * @param name the class's name
 * @param nestHost the top-level class
 * @param method the name of the interface's method
 * @param factory captured values to the interface
 * @param erased the interface method's type as it is called
 * @param body what is to be called
 * @param actual the interface method's type as the body's writer meant it
 * @param serializable whether it is to be marked as such
 */
record LambdaClass(
    ClassDesc name,
    ClassDesc nestHost,
    String method,
    MethodTypeDesc factory,
    MethodTypeDesc erased,
    DirectMethodHandleDesc body,
    MethodTypeDesc actual,
    boolean serializable) {
  /** The static method that replaces the invokedynamic instruction. */
  static final String FACTORY = "of";

  private static final ClassDesc METAFACTORY =
      ClassDesc.of("java.lang.invoke.LambdaMetafactory");

  /** LambdaMetafactory.FLAG_SERIALIZABLE, alone or with FLAG_BRIDGES and no bridge. */
  private static final List<List<? extends ConstantDesc>> SERIALIZABLE =
      List.of(List.of(1), List.of(5, 0));

  private static final ClassDesc SERIALIZABLE_MARK = ClassDesc.of("java.io.Serializable");

  /**
   * Whether the call makes a lambda. Of those with more than one interface only serializable ones are
   * known; written out they are serialized as what they are, which nobody here does.
   */
  static boolean isMadeBy(InvokeDynamicInstruction call) {
    DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
    return bootstrap.owner().equals(METAFACTORY)
        && (bootstrap.methodName().equals("metafactory")
            || SERIALIZABLE.contains(call.bootstrapArgs().subList(3, call.bootstrapArgs().size())));
  }

  static LambdaClass of(ClassDesc name, ClassDesc nestHost, InvokeDynamicInstruction call) {
    List<ConstantDesc> arguments = call.bootstrapArgs();
    return new LambdaClass(
        name,
        nestHost,
        call.name().stringValue(),
        call.typeSymbol(),
        (MethodTypeDesc) arguments.get(0),
        (DirectMethodHandleDesc) arguments.get(1),
        (MethodTypeDesc) arguments.get(2),
        arguments.size() > 3);
  }

  byte[] write(ClassFile classFile) {
    return classFile.build(
        name,
        builder -> {
          builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC | ClassFile.ACC_SUPER);
          builder.withInterfaceSymbols(
              serializable
                  ? List.of(factory.returnType(), SERIALIZABLE_MARK)
                  : List.of(factory.returnType()));
          builder.with(NestHostAttribute.of(nestHost));
          for (int i = 0; i < factory.parameterCount(); i++) {
            builder.withField(
                "captured" + i,
                factory.parameterType(i),
                ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
          }
          constructor(builder);
          builder.withMethodBody(FACTORY, factory, ClassFile.ACC_STATIC, this::instantiate);
          builder.withMethodBody(method, erased, ClassFile.ACC_PUBLIC, this::call);
        });
  }

  private MethodTypeDesc constructorType() {
    return factory.changeReturnType(CD_void);
  }

  private void constructor(ClassBuilder builder) {
    builder.withMethodBody(
        INIT_NAME,
        constructorType(),
        ClassFile.ACC_PRIVATE,
        code -> {
          code.aload(0).invokespecial(CD_Object, INIT_NAME, MethodTypeDesc.of(CD_void));
          for (int i = 0; i < factory.parameterCount(); i++) {
            ClassDesc type = factory.parameterType(i);
            code.aload(0).loadLocal(TypeKind.from(type), code.parameterSlot(i));
            code.putfield(name, "captured" + i, type);
          }
          code.return_();
        });
  }

  private void instantiate(CodeBuilder code) {
    code.new_(name).dup();
    for (int i = 0; i < factory.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(factory.parameterType(i)), code.parameterSlot(i));
    }
    code.invokespecial(name, INIT_NAME, constructorType()).areturn();
  }

  private void call(CodeBuilder code) {
    // The type of the handle counts the receiver as the first parameter.
    MethodTypeDesc wanted = body.invocationType();
    if (body.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
      code.new_(body.owner()).dup();
    }
    int captured = factory.parameterCount();
    for (int i = 0; i < captured; i++) {
      code.aload(0).getfield(name, "captured" + i, factory.parameterType(i));
      convert(code, factory.parameterType(i), wanted.parameterType(i));
    }
    for (int i = 0; i < actual.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(erased.parameterType(i)), code.parameterSlot(i));
      convert(code, erased.parameterType(i), actual.parameterType(i));
      convert(code, actual.parameterType(i), wanted.parameterType(captured + i));
    }
    invoke(code);
    if (erased.returnType().equals(CD_void)) {
      drop(code, wanted.returnType());
      code.return_();
    } else {
      convert(code, wanted.returnType(), actual.returnType());
      convert(code, actual.returnType(), erased.returnType());
      code.return_(TypeKind.from(erased.returnType()));
    }
  }

  private void invoke(CodeBuilder code) {
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(body.lookupDescriptor());
    switch (body.kind()) {
      case STATIC -> code.invokestatic(body.owner(), body.methodName(), type);
      case INTERFACE_STATIC -> code.invokestatic(body.owner(), body.methodName(), type, true);
      // A private method is called like any other by a member of its nest (JVMS 6.5).
      case VIRTUAL, SPECIAL -> code.invokevirtual(body.owner(), body.methodName(), type);
      case INTERFACE_VIRTUAL, INTERFACE_SPECIAL ->
          code.invokeinterface(body.owner(), body.methodName(), type);
      case CONSTRUCTOR -> code.invokespecial(body.owner(), INIT_NAME, type);
      case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER ->
          throw new IllegalStateException("a lambda calls a method, not " + body);
    }
  }

  private static void drop(CodeBuilder code, ClassDesc type) {
    switch (TypeKind.from(type).slotSize()) {
      case 1 -> code.pop();
      case 2 -> code.pop2();
      default -> {}
    }
  }

  /** As MethodHandle.asType does: cast, box, unbox, or widen. */
  private static void convert(CodeBuilder code, ClassDesc from, ClassDesc to) {
    if (from.equals(to)) {
      return;
    }
    if (from.isPrimitive() && to.isPrimitive()) {
      code.conversion(TypeKind.from(from), TypeKind.from(to));
    } else if (from.isPrimitive()) {
      ClassDesc box = box(from);
      code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, from));
    } else if (to.isPrimitive()) {
      ClassDesc box = unboxable(from, to);
      code.checkcast(box);
      ClassDesc primitive = unboxed(box);
      code.invokevirtual(box, primitive.displayName() + "Value", MethodTypeDesc.of(primitive));
      convert(code, primitive, to);
    } else if (!to.equals(CD_Object)) {
      code.checkcast(to);
    }
  }

  /** The box that a reference holds: its own type if that is one, else that of the wanted value. */
  private static ClassDesc unboxable(ClassDesc from, ClassDesc to) {
    return unboxed(from) == null ? box(to) : from;
  }

  private static ClassDesc unboxed(ClassDesc box) {
    for (TypeKind kind : TypeKind.values()) {
      boolean primitive = kind != TypeKind.REFERENCE && kind != TypeKind.VOID;
      if (primitive && box(kind.upperBound()).equals(box)) {
        return kind.upperBound();
      }
    }
    return null;
  }

  static ClassDesc box(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      case REFERENCE, VOID -> throw new IllegalStateException(primitive + " has no box");
    };
  }
}
