import java.lang.classfile.ClassHierarchyResolver;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import jdk.tools.jlink.internal.PluginRepository;
import jdk.tools.jlink.plugin.Plugin;
import jdk.tools.jlink.plugin.ResourcePool;
import jdk.tools.jlink.plugin.ResourcePoolBuilder;
import jdk.tools.jlink.plugin.ResourcePoolEntry;

/**
 * jlink, with a plugin that links the runtime's own classes ahead too, as {@link LinkAhead} does with
 * the program's, and changes those of {@link ArchiveMaking}, {@link PowersOfFive}, {@link ServiceSearch},
 * {@link ProxyClasses} and {@link DateHeader}.
 *
 * <p>A lambda of the JDK that is made when it is first called makes a class while qemu's guest boots,
 * and brings some 300 classes into memory that make such classes.
 *
 * <p>usage: {@code java --add-modules jdk.jlink --add-exports
 * jdk.jlink/jdk.tools.jlink.internal=ALL-UNNAMED --add-exports
 * jdk.jlink/jdk.tools.jlink.plugin=ALL-UNNAMED RuntimeLinker.java JLINK_ARGUMENT...}
 */
public final class RuntimeLinker implements Plugin {
  /** What links at run time is not linked with itself. */
  private static final String LINKING = "java/lang/invoke/";

  private static final String BASE = "/java.base/";

  private final Map<String, ClassLinker> linkers = new TreeMap<>();
  private final MethodChanges changes =
      new MethodChanges(
          ClassHierarchyResolver.defaultResolver(),
          List.of(
              ArchiveMaking.CHANGES,
              PowersOfFive.CHANGES,
              ProxyClasses.CHANGES,
              ServiceSearch.CHANGES));
  private int leftAsTheyAre;

  private RuntimeLinker() {}

  public static void main(String[] arguments) {
    RuntimeLinker plugin = new RuntimeLinker();
    PluginRepository.registerPlugin(plugin);
    int status =
        ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, arguments);
    plugin.linkers.forEach(
        (module, linker) ->
            System.out.println(
                "runtime-linker: " + module + ": " + linker.plainMethods() + " methods, "
                    + linker.lambdas().size() + " lambdas"));
    System.out.println(
        "runtime-linker: " + plugin.changes.done().size() + " methods changed, "
            + plugin.changes.missing() + " not there; " + plugin.leftAsTheyAre
            + " classes left as they are");
    System.exit(status);
  }

  @Override
  public String getName() {
    return "link-ahead";
  }

  @Override
  public String getDescription() {
    return "Links lambdas, records, switches over types and the joining of strings ahead.";
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
    Map<String, byte[]> linked = new HashMap<>();
    in.entries()
        .filter(entry -> entry.path().endsWith(".class"))
        .forEach(entry -> linked.put(entry.path(), link(entry)));
    // All classes are linked by now, so what each nest has got is known.
    in.transformAndCopy(
        entry -> {
          byte[] code = linked.get(entry.path());
          return code == null ? entry : entry.copyWithContent(linker(entry).withNest(code));
        },
        out);
    linkers.forEach(
        (module, linker) ->
            linker
                .lambdas()
                .forEach(
                    (name, code) ->
                        out.add(
                            ResourcePoolEntry.create("/" + module + "/" + name + ".class", code))));
    proxies(in).forEach((name, code) -> out.add(ResourcePoolEntry.create(BASE + name + ".class", code)));
    return out.build();
  }

  private static Map<String, byte[]> proxies(ResourcePool in) {
    return ProxyClasses.ofRuntime(
        in.entries()
            .filter(entry -> entry.path().startsWith(BASE) && entry.path().endsWith(".class"))
            .collect(
                Collectors.toMap(
                    entry -> entry.path().substring(BASE.length()),
                    ResourcePoolEntry::contentBytes)));
  }

  private byte[] link(ResourcePoolEntry entry) {
    // As in /java.base/java/lang/Object.class.
    String file = entry.path().substring(entry.moduleName().length() + 2);
    byte[] code =
        changes.change(
            file, ProxyClasses.addTo(file, DateHeader.change(file, entry.contentBytes())));
    if (file.startsWith(LINKING)) {
      return code;
    }
    try {
      return linker(entry).link(code);
    } catch (IllegalArgumentException wrong) {
      leftAsTheyAre++;
      return code;
    }
  }

  private ClassLinker linker(ResourcePoolEntry entry) {
    return linkers.computeIfAbsent(
        entry.moduleName(), _ -> new ClassLinker(ClassHierarchyResolver.defaultResolver()));
  }
}
