import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/**
 * Leaves out what the JDK searches for in vain.
 *
 * <p>For the first message that could be logged, which is one about the process that is started, the
 * machine looks twice for somebody who logs, in the program's jar and in the modules, and for another
 * HTTP server before it takes its own: 90 classes. A runtime without java.logging, and a program that
 * has neither, get what the search would have ended with.
 */
final class ServiceSearch {
  private static final String LOGGER = "jdk/internal/logger/";
  private static final ClassDesc BACKEND =
      ClassDesc.of("jdk.internal.logger.BootstrapLogger$LoggingBackend");
  private static final ClassDesc DEFAULT = ClassDesc.of("jdk.internal.logger.DefaultLoggerFinder");

  private static final ClassDesc ADDRESS = ClassDesc.of("java.net.InetAddress");
  private static final ClassDesc RESOLVER = ClassDesc.of("java.net.spi.InetAddressResolver");

  /** See {@link MethodChanges}. */
  static final Map<String, Map<String, MethodTransform>> CHANGES =
      Map.of(
          LOGGER + "BootstrapLogger$DetectBackend",
          Map.of(
              "detectBackend",
              MethodChanges.body(code -> code.getstatic(BACKEND, "NONE", BACKEND).areturn())),
          "com/sun/net/httpserver/spi/HttpServerProvider",
          Map.of("loadProviderAsService", MethodChanges.body(code -> code.iconst_0().ireturn())),
          "java/nio/channels/spi/SelectorProvider$Holder",
          Map.of(
              "loadProviderAsService", MethodChanges.body(code -> code.aconst_null().areturn())),
          "java/net/InetAddress",
          Map.of(
              "loadResolver",
              MethodChanges.body(
                  code -> code.getstatic(ADDRESS, "BUILTIN_RESOLVER", RESOLVER).areturn())),
          LOGGER + "LoggerFinderLoader",
          Map.of("loadLoggerFinder", MethodChanges.body(ServiceSearch::makeDefault)));

  private ServiceSearch() {}

  private static void makeDefault(CodeBuilder code) {
    code.new_(DEFAULT)
        .dup()
        .invokespecial(
            DEFAULT, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void))
        .areturn();
  }
}
