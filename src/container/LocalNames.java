import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;

/**
 * Leaves out the names of local variables, which only a debugger asks for: in the class data archive
 * they lie beside the code, and come into memory with it. The numbers of lines stay, for stack traces.
 */
final class LocalNames {
  private static final ClassTransform ANEW =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);

  private final ClassFile classFile;

  /**
   * For the classes of a program.
   *
   * @param classes finds the classes that those refer to
   */
  LocalNames(ClassHierarchyResolver classes) {
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(classes),
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.DebugElementsOption.DROP_DEBUG);
  }

  /**
   * The class without them.
   *
   * @throws IllegalArgumentException if the machine would not take the result, as of a class that
   *     refers to others that are not here
   */
  byte[] without(byte[] original) {
    return ClassLinker.verified(
        classFile, classFile.transformClass(classFile.parse(original), ANEW));
  }
}
