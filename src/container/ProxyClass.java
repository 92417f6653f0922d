import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a class like those that java.lang.reflect.Proxy makes: each method of its interfaces, and the
 * three of Object, hands the call to an InvocationHandler.
 *
 * <p>The methods are in the order of the class files, so that equal interfaces make an equal class; the
 * JDK's own generator has them in that of the machine's memory. Each is looked up with its first call, not
 * all of them at the begin, and is the same object from then on, by which JNR knows it. (Two first calls at
 * once may see two.) Exceptions pass as they are.
 */
final class ProxyClass {
  private static final ClassDesc PROXY = ClassDesc.of("java.lang.reflect.Proxy");
  private static final ClassDesc HANDLER = ClassDesc.of("java.lang.reflect.InvocationHandler");
  private static final ClassDesc METHOD = ClassDesc.of("java.lang.reflect.Method");
  private static final MethodTypeDesc MADE = MethodTypeDesc.of(CD_void, HANDLER);

  private final Function<String, byte[]> classes;
  private final Map<String, Called> methods = new LinkedHashMap<>();

  /** A method, and the interface that declares it. */
  private record Called(ClassDesc owner, String name, MethodTypeDesc type) {}

  /**
   * A class that implements nothing yet.
   *
   * @param classes finds the code of a class by its name with slashes
   */
  private ProxyClass(Function<String, byte[]> classes) {
    this.classes = classes;
    add(new Called(CD_Object, "equals", MethodTypeDesc.of(CD_boolean, CD_Object)));
    add(new Called(CD_Object, "hashCode", MethodTypeDesc.of(CD_int)));
    add(new Called(CD_Object, "toString", MethodTypeDesc.of(CD_String)));
  }

  /**
   * The class.
   *
   * @param name its name with slashes
   * @param classes finds the code of a class by its name with slashes
   * @param interfaces their names with slashes
   */
  static byte[] of(String name, Function<String, byte[]> classes, List<String> interfaces) {
    ProxyClass proxy = new ProxyClass(classes);
    interfaces.forEach(proxy::collect);
    return proxy.write(ClassDesc.ofInternalName(name), interfaces);
  }

  private void add(Called method) {
    methods.putIfAbsent(method.name + method.type.descriptorString(), method);
  }

  private void collect(String name) {
    var model = ClassFile.of().parse(classes.apply(name));
    for (MethodModel method : model.methods()) {
      String called = method.methodName().stringValue();
      if (!method.flags().has(AccessFlag.STATIC) && !called.startsWith("<")) {
        add(new Called(ClassDesc.ofInternalName(name), called, method.methodTypeSymbol()));
      }
    }
    model.interfaces().forEach(above -> collect(above.asInternalName()));
  }

  private byte[] write(ClassDesc self, List<String> interfaces) {
    List<ClassDesc> implemented = new ArrayList<>();
    interfaces.forEach(name -> implemented.add(ClassDesc.ofInternalName(name)));
    byte[] written =
        ClassFile.of()
            .build(
                self,
                builder -> {
                  builder.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SUPER);
                  builder.withSuperclass(PROXY);
                  builder.withInterfaceSymbols(implemented);
                  builder.withMethodBody(
                      INIT_NAME,
                      MADE,
                      ClassFile.ACC_PUBLIC,
                      code ->
                          code.aload(0)
                              .aload(1)
                              .invokespecial(PROXY, INIT_NAME, MADE)
                              .return_());
                  int number = 0;
                  for (Called method : methods.values()) {
                    String field = "m" + number++;
                    builder.withField(
                        field,
                        METHOD,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_VOLATILE);
                    builder.withMethodBody(
                        method.name,
                        method.type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                        code -> handOver(code, self, field, method));
                  }
                });
    return MethodChanges.withMethodOf(ProxyAhead.class, "method", written);
  }

  private static void handOver(CodeBuilder code, ClassDesc self, String field, Called method) {
    Label known = code.newLabel();
    code.aload(0).getfield(PROXY, "h", HANDLER).aload(0);
    code.getstatic(self, field, METHOD).dup().ifnonnull(known).pop();
    code.ldc(code.constantPool().classEntry(method.owner))
        .ldc(code.constantPool().stringEntry(method.name));
    array(code, CD_Class, method.type.parameterList(), ProxyClass::type);
    code.invokestatic(
        self, "method", MethodTypeDesc.of(METHOD, CD_Class, CD_String, CD_Class.arrayType()));
    code.dup().putstatic(self, field, METHOD).labelBinding(known);
    array(code, CD_Object, method.type.parameterList(), ProxyClass::argument);
    code.invokeinterface(
        HANDLER, "invoke", MethodTypeDesc.of(CD_Object, CD_Object, METHOD, CD_Object.arrayType()));
    returned(code, method.type.returnType());
  }

  /** Puts one element of an array on the stack. */
  @FunctionalInterface
  private interface Element {
    void push(CodeBuilder code, ClassDesc type, int slot);
  }

  private static void array(
      CodeBuilder code, ClassDesc of, List<ClassDesc> types, Element element) {
    code.loadConstant(types.size()).anewarray(of);
    int slot = 1;
    for (int index = 0; index < types.size(); index++) {
      code.dup().loadConstant(index);
      element.push(code, types.get(index), slot);
      code.aastore();
      slot += TypeKind.from(types.get(index)).slotSize();
    }
  }

  private static void type(CodeBuilder code, ClassDesc type, int slot) {
    if (type.isPrimitive()) {
      code.getstatic(box(type), "TYPE", CD_Class);
    } else {
      code.ldc(code.constantPool().classEntry(type));
    }
  }

  private static void argument(CodeBuilder code, ClassDesc type, int slot) {
    code.loadLocal(TypeKind.from(type), slot);
    if (type.isPrimitive()) {
      code.invokestatic(box(type), "valueOf", MethodTypeDesc.of(box(type), type));
    }
  }

  private static void returned(CodeBuilder code, ClassDesc type) {
    if (type.equals(CD_void)) {
      code.pop().return_();
    } else if (type.isPrimitive()) {
      code.checkcast(box(type))
          .invokevirtual(box(type), type.displayName() + "Value", MethodTypeDesc.of(type))
          .return_(TypeKind.from(type));
    } else {
      code.checkcast(type).areturn();
    }
  }

  private static ClassDesc box(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "I" -> ConstantDescs.CD_Integer;
      case "J" -> ConstantDescs.CD_Long;
      case "Z" -> ConstantDescs.CD_Boolean;
      case "B" -> ConstantDescs.CD_Byte;
      case "C" -> ConstantDescs.CD_Character;
      case "S" -> ConstantDescs.CD_Short;
      case "F" -> ConstantDescs.CD_Float;
      case "D" -> ConstantDescs.CD_Double;
      default -> throw new IllegalArgumentException(primitive.displayName());
    };
  }
}
