import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.spi.ToolProvider;
import jdk.tools.jlink.internal.PluginRepository;
import jdk.tools.jlink.plugin.Plugin;
import jdk.tools.jlink.plugin.ResourcePool;
import jdk.tools.jlink.plugin.ResourcePoolBuilder;
import jdk.tools.jlink.plugin.ResourcePoolEntry;

/**
 * jlink, with a change of two classes of java.base that only the making of a class data archive calls.
 *
 * <p>An archive with classes linked ahead is loaded as a whole, so a class that the making of it has
 * loaded costs some microseconds of every start. The Java machine that makes it asks three questions
 * about the modules (jdk.internal.module.ModuleBootstrap), with streams and lambdas, which load 170
 * classes; no start asks them, since the modules' graph is in the archive. Here they get the answers
 * that hold for a linked runtime that is never given a module path.
 *
 * <p>Instead of the lambdas something else has to initialise the classes that such an archive must
 * have in their initialised state (HeapShared::initialize_java_lang_invoke in cdsHeap), or every start
 * does it: the answer to the first question does. And jdk.internal.misc.CDS, asked for what the lambdas
 * would have left in its list, has to answer without a list.
 *
 * <p>What is not there, in another release, is left as it is: the start is then slower, not wrong.
 *
 * <p>usage: {@code java --add-modules jdk.jlink --add-exports
 * jdk.jlink/jdk.tools.jlink.internal=ALL-UNNAMED --add-exports
 * jdk.jlink/jdk.tools.jlink.plugin=ALL-UNNAMED RuntimeLinker.java JLINK_ARGUMENT...}
 */
public final class RuntimeLinker {
  private RuntimeLinker() {}

  public static void main(String[] arguments) {
    ArchiveMaking plugin = new ArchiveMaking();
    PluginRepository.registerPlugin(plugin);
    int status =
        ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, arguments);
    System.out.println("runtime-linker: changed " + plugin.changed());
    System.exit(status);
  }
}

/** Changes what is only called while an archive is made. */
final class ArchiveMaking implements Plugin {
  private static final String PACKAGES = "/java.base/jdk/internal/";
  private static final String INVOKE = "java.lang.invoke.";
  private static final List<String> INITIALISED =
      List.of(
          "Invokers$Holder",
          "DirectMethodHandle$Holder",
          "DelegatingMethodHandle$Holder",
          "LambdaForm$Holder",
          "BoundMethodHandle$Species_L");

  private static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          PACKAGES + "module/ModuleBootstrap.class",
          Map.of(
              "allJrtOrModularJar", body(code -> initialise(code).iconst_1().ireturn()),
              "containsSplitPackages", body(code -> code.iconst_0().ireturn()),
              "containsIncubatorModule", body(code -> code.iconst_0().ireturn())),
          PACKAGES + "misc/CDS.class",
          Map.of("getKeepAliveObjects", before(ArchiveMaking::nothingWithoutList)));

  private final Set<String> changed = new TreeSet<>();

  /** The methods that were changed. */
  Set<String> changed() {
    return changed;
  }

  @Override
  public String getName() {
    return "archive-making";
  }

  @Override
  public String getDescription() {
    return "Takes out of java.base what only the making of a class data archive needs.";
  }

  @Override
  public String getUsage() {
    return getDescription();
  }

  @Override
  public Set<State> getState() {
    return EnumSet.of(State.AUTO_ENABLED, State.FUNCTIONAL);
  }

  @Override
  public Category getType() {
    return Category.TRANSFORMER;
  }

  @Override
  public ResourcePool transform(ResourcePool in, ResourcePoolBuilder out) {
    in.transformAndCopy(this::changed, out);
    return out.build();
  }

  private ResourcePoolEntry changed(ResourcePoolEntry entry) {
    Map<String, MethodTransform> methods = CHANGES.get(entry.path());
    if (methods == null) {
      return entry;
    }
    ClassFile classFile = ClassFile.of();
    ClassTransform transform = (builder, element) -> change(methods, builder, element);
    byte[] code = classFile.transformClass(classFile.parse(entry.contentBytes()), transform);
    List<VerifyError> errors = classFile.verify(code);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(entry.path() + " is wrong: " + errors);
    }
    return entry.copyWithContent(code);
  }

  private void change(
      Map<String, MethodTransform> methods, ClassBuilder builder, ClassElement element) {
    if (element instanceof MethodModel method) {
      String name = method.methodName().stringValue();
      MethodTransform transform = methods.get(name);
      if (transform != null) {
        builder.transformMethod(method, transform);
        changed.add(name);
        return;
      }
    }
    builder.with(element);
  }

  /** A method of other code. */
  private static MethodTransform body(Consumer<CodeBuilder> code) {
    return MethodTransform.transformingCode(
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            code.accept(builder);
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement dropped) {}
        });
  }

  /** A method with more code before its own. */
  private static MethodTransform before(Consumer<CodeBuilder> code) {
    return MethodTransform.transformingCode(
        new CodeTransform() {
          @Override
          public void atStart(CodeBuilder builder) {
            code.accept(builder);
          }

          @Override
          public void accept(CodeBuilder builder, CodeElement element) {
            builder.with(element);
          }
        });
  }

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
