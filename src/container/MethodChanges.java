import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Methods of others' classes that get other code.
 *
 * <p>What is not there, as in another release, is left as it is: nothing is changed for more than
 * speed and memory. {@link #missing} tells.
 */
final class MethodChanges {
  private final ClassFile classFile;
  private final Map<String, Map<String, MethodTransform>> changes = new HashMap<>();
  private final Set<String> done = new TreeSet<>();
  private final Set<String> missing = new TreeSet<>();

  /**
   * Changes.
   *
   * @param classes finds the classes that the changed ones refer to
   * @param groups each by the class's name with slashes, then by the method's; a class is in one
   */
  MethodChanges(
      ClassHierarchyResolver classes, List<Map<String, Map<String, MethodTransform>>> groups) {
    // The names of local variables would tell of code that is left out.
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(classes),
            ClassFile.DebugElementsOption.DROP_DEBUG);
    groups.forEach(changes::putAll);
    changes.forEach(
        (name, methods) -> methods.keySet().forEach(method -> missing.add(name + "." + method)));
  }

  /** The methods that were changed so far. */
  Set<String> done() {
    return done;
  }

  /** The methods that were not there so far. */
  Set<String> missing() {
    return missing;
  }

  /**
   * The class with its changes.
   *
   * @param file the class's name with slashes, and .class
   */
  byte[] change(String file, byte[] original) {
    String name = file.substring(0, file.length() - ".class".length());
    Map<String, MethodTransform> methods = changes.get(name);
    if (methods == null) {
      return original;
    }
    ClassTransform transform = (builder, element) -> change(name, methods, builder, element);
    return classFile.transformClass(classFile.parse(original), transform);
  }

  private void change(
      String owner,
      Map<String, MethodTransform> methods,
      ClassBuilder builder,
      ClassElement element) {
    if (element instanceof MethodModel method) {
      String name = method.methodName().stringValue();
      MethodTransform transform = methods.get(name);
      if (transform != null) {
        builder.transformMethod(method, transform);
        done.add(owner + "." + name);
        missing.remove(owner + "." + name);
        return;
      }
    }
    builder.with(element);
  }

  /**
   * The class with a static method more.
   *
   * @param source has the method, and was compiled together with this class
   */
  static byte[] withMethodOf(Class<?> source, String name, byte[] original) {
    ClassFile plain =
        ClassFile.of(
            ClassFile.DebugElementsOption.DROP_DEBUG,
            ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
    ClassModel written = plain.parse(compiled(source));
    return plain.transformClass(
        plain.parse(original),
        ClassTransform.endHandler(
            builder ->
                written.methods().stream()
                    .filter(method -> method.methodName().equalsString(name))
                    .forEach(builder::with)));
  }

  private static byte[] compiled(Class<?> source) {
    try (InputStream in = source.getResourceAsStream(source.getName() + ".class")) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A method of other code. */
  static MethodTransform body(Consumer<CodeBuilder> code) {
    return beginning(code, (builder, dropped) -> {});
  }

  /** A method with more code before its own. */
  static MethodTransform before(Consumer<CodeBuilder> code) {
    return beginning(code, CodeBuilder::with);
  }

  private static MethodTransform beginning(Consumer<CodeBuilder> code, CodeTransform own) {
    return MethodTransform.transformingCode(
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            code.accept(builder);
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement element) {
            own.accept(builder, element);
          }
        });
  }
}
