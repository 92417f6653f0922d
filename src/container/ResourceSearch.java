import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Leaves out what libraries search for in the program's jar: the machine opens the jar for it, and asks
 * the modules first.
 *
 * <p>jnr-constants looks which of its packages has the constants of this machine, which is known here;
 * the Prometheus client looks for a file of settings, and there is none.
 */
final class ResourceSearch {
  private static final String CONSTANTS = "jnr/constants/platform/linux/";
  private static final ClassDesc CONSTANT_SET = ClassDesc.of("jnr.constants.ConstantSet");
  private static final ClassDesc LOADER = ClassDesc.of("java.lang.ClassLoader");
  private static final ClassDesc PROPERTIES = ClassDesc.of("java.util.Properties");

  private ResourceSearch() {}

  /**
   * See {@link MethodChanges}.
   *
   * @param files the names of the jar's files
   */
  static Map<String, Map<String, MethodTransform>> changes(Set<String> files) {
    Map<String, Map<String, MethodTransform>> changes = new TreeMap<>();
    if (!files.contains("prometheus.properties")) {
      changes.put(
          "io/prometheus/metrics/config/PrometheusPropertiesLoader",
          Map.of("loadPropertiesFromClasspath", MethodChanges.body(ResourceSearch::noProperties)));
    }
    String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
    Set<String> all = names(files, CONSTANTS);
    Set<String> own = names(files, CONSTANTS + arch + "/");
    if (own.isEmpty() || own.containsAll(all)) {
      String prefix = (own.isEmpty() ? CONSTANTS : CONSTANTS + arch + "/").replace('/', '.');
      changes.put(
          "jnr/constants/ConstantSet",
          Map.of("getEnumClass", MethodChanges.body(code -> constants(code, prefix))));
      changes.put(
          "jnr/constants/ConstantSet$1",
          Map.of("run", MethodChanges.body(code -> code.aconst_null().areturn())));
    }
    return changes;
  }

  private static Set<String> names(Set<String> files, String folder) {
    return files.stream()
        .filter(file -> file.startsWith(folder))
        .map(file -> file.substring(folder.length()))
        .filter(file -> !file.contains("/"))
        .collect(Collectors.toSet());
  }

  private static void noProperties(CodeBuilder code) {
    code.new_(PROPERTIES)
        .dup()
        .invokespecial(PROPERTIES, INIT_NAME, MethodTypeDesc.of(CD_void))
        .areturn();
  }

  private static void constants(CodeBuilder code, String prefix) {
    code.ldc(code.constantPool().stringEntry(prefix))
        .aload(0)
        .invokevirtual(CD_String, "concat", MethodTypeDesc.of(CD_String, CD_String))
        .iconst_1()
        .getstatic(CONSTANT_SET, "LOADER", LOADER)
        .invokestatic(
            CD_Class, "forName", MethodTypeDesc.of(CD_Class, CD_String, CD_boolean, LOADER))
        .areturn();
  }
}
