import java.io.IOException;
import java.io.StringReader;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/**
 * Writes into the supervisor's code what it reads from a file of its jar otherwise: its own version. To
 * read it there the machine opens the jar, and asks the modules for the file first: 40 classes.
 */
final class BuildConstants {
  static final String FILE = "build.properties";
  private static final String CLASS = "dev/qemupod/supervisor/BuildVersion";

  private BuildConstants() {}

  /** See {@link MethodChanges}. */
  static Map<String, Map<String, MethodTransform>> changes(byte[] file) throws IOException {
    Properties built = new Properties();
    built.load(new StringReader(new String(file, StandardCharsets.UTF_8)));
    ClassDesc version = ClassDesc.ofInternalName(CLASS);
    MethodTransform constants =
        MethodChanges.body(
            code ->
                code.new_(version)
                    .dup()
                    .ldc(code.constantPool().stringEntry(built.getProperty("version")))
                    .ldc(code.constantPool().stringEntry(built.getProperty("revision")))
                    .invokespecial(
                        version,
                        ConstantDescs.INIT_NAME,
                        MethodTypeDesc.of(
                            ConstantDescs.CD_void,
                            ConstantDescs.CD_String,
                            ConstantDescs.CD_String))
                    .areturn());
    return Map.of(CLASS, Map.of("read", constants));
  }
}
