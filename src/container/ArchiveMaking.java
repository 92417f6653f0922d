import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;

/**
 * Changes two classes of java.base that only the making of a class data archive calls.
 *
 * <p>An archive with classes linked ahead is loaded as a whole, so a class that the making of it has
 * loaded costs some microseconds of every start. The Java machine that makes it asks three questions
 * about the modules (jdk.internal.module.ModuleBootstrap), with streams; no start asks them, since
 * the modules' graph is in the archive. Here they get the answers that hold for a linked runtime that
 * is never given a module path.
 *
 * <p>With nothing else in the start that needs them, something has to initialise the classes that such
 * an archive must have in their initialised state (HeapShared::initialize_java_lang_invoke), or every
 * start does it: the answer to the first question does. And jdk.internal.misc.CDS, asked for what
 * method handles would have left in its list, has to answer without a list.
 */
final class ArchiveMaking {
  private static final String PACKAGES = "jdk/internal/";
  private static final String INVOKE = "java.lang.invoke.";
  private static final List<String> INITIALISED =
      List.of(
          "Invokers$Holder",
          "DirectMethodHandle$Holder",
          "DelegatingMethodHandle$Holder",
          "LambdaForm$Holder",
          "BoundMethodHandle$Species_L");

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          PACKAGES + "module/ModuleBootstrap",
          Map.of(
              "allJrtOrModularJar", MethodChanges.body(code -> initialise(code).iconst_1().ireturn()),
              "containsSplitPackages", MethodChanges.body(code -> code.iconst_0().ireturn()),
              "containsIncubatorModule", MethodChanges.body(code -> code.iconst_0().ireturn())),
          PACKAGES + "misc/CDS",
          Map.of("getKeepAliveObjects", MethodChanges.before(ArchiveMaking::nothingWithoutList)));

  private ArchiveMaking() {}

  private static CodeBuilder initialise(CodeBuilder code) {
    for (String name : INITIALISED) {
      code.ldc(code.constantPool().stringEntry(INVOKE + name))
          .invokestatic(CD_Class, "forName", MethodTypeDesc.of(CD_Class, CD_String))
          .pop();
    }
    return code;
  }

  private static void nothingWithoutList(CodeBuilder code) {
    Label list = code.newLabel();
    code.getstatic(
            ClassDesc.of("jdk.internal.misc.CDS"),
            "keepAliveList",
            ClassDesc.of("java.util.ArrayList"))
        .ifnonnull(list)
        .iconst_0()
        .anewarray(CD_Object)
        .areturn()
        .labelBinding(list);
  }
}
