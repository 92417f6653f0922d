package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any environment is a configuration, or every problem in it, and no secret is ever told. */
class EnvReaderPropertyTest {
  /** A value that is right whatever else is set, and one that is wrong whatever else is. */
  private static final Map<String, Tuple.Tuple2<String, String>> VALUES =
      Map.ofEntries(
          values("QEMU_ARCH", "x86_64", "vax"),
          values("QEMU_CPU", "4,sockets=2", "none"),
          values("QEMU_ACCEL", "tcg", "xen"),
          values("QEMU_FIRMWARE", "uefi", "coreboot"),
          values("QEMU_HOSTNAME", "vm-1", "-"),
          values("QEMU_RAM", "512Mi", "lots"),
          values("QEMU_RAM_FORCE", "1", "maybe"),
          values("QEMU_HEADROOM", "200M", "-1"),
          values("QEMU_HDA", "/tmp/disk-of-a-test", "/tmp/none/disk"),
          values("QEMU_CDROM", "/proc/version", "/none.iso"),
          values("QEMU_KERNEL", "/proc/version", "/none"),
          values("QEMU_NET", "user", "bridge"),
          values("QEMU_PORTS", "8080, 53/udp", "99999"),
          values("QEMU_NO_SSH", "yes", "perhaps"),
          values("QEMU_NO_SERIAL", "off", "2"),
          values("QEMU_IGNITION", "{}", "/config.ign"),
          values("QEMU_FW_CFG", "name=opt/a/b,string=c", "opt/a/b"),
          values("QEMU_SHUTDOWN_TIMEOUT", "30s", "soon"),
          values("QEMU_ON_POWEROFF", "restart", "explode"),
          values("QEMU_ON_REBOOT", "exit", "never"),
          values("QEMU_WATCHDOG", "on", "dog"),
          values("QEMU_READY", "running", "whenever"),
          values("QEMU_HTTP", ":9181", "nowhere"),
          values("QEMU_LOG_FORMAT", "json", "xml"),
          values("QEMU_LOG_LEVEL", "debug", "loud"),
          values("QEMU_METRICS_FILESYSTEMS", "1", "some"),
          values("QEMU_METRICS_NETWORK", "on", "eth0"),
          values("QEMU_METRICS_KUBEVIRT", "1", "kubevirt"),
          values("QEMU_EXTRA_ARGS", "-nodefaults", "'"));

  /** Of a secret; too long to be there by chance. */
  private static final String FIRST_HALF = "Sec7ret";

  private static final String LAST_HALF = "K3y2Word";

  @Property(tries = 1500)
  void anyEnvironmentIsAConfigurationOrItsProblems(
      @ForAll("environments") Map<String, String> environment,
      @ForAll("hosts") HostFacts host,
      @ForAll("arguments") List<String> arguments) {
    ConfigResult result = new EnvReader(host).read(environment, arguments);
    List<Problem> errors = result.problems().errors();
    assertEquals(errors.isEmpty(), result.config().isPresent());
    for (Problem error : errors) {
      assertTrue(environment.containsKey(error.variable()), error::toString);
      Told.assertSentence(error);
    }
    result.problems().warnings().forEach(Told::assertPlain);
  }

  @Property(tries = 300)
  void allProblemsAreToldAtOnceAndNoOthers(
      @ForAll("names") Set<String> right, @ForAll("names") Set<String> wrong) {
    Map<String, String> environment = new HashMap<>();
    right.forEach(name -> environment.put(name, pair(name).get1()));
    wrong.forEach(name -> environment.put(name, pair(name).get2()));
    Set<String> told = new TreeSet<>();
    read(environment).problems().errors().forEach(error -> told.add(error.variable()));
    assertEquals(new TreeSet<>(wrong), told);
  }

  @Property(tries = 300)
  void whatIsRightStaysSoBesideOtherVariables(
      @ForAll("names") Set<String> right, @ForAll("others") Map<String, String> others) {
    Map<String, String> environment = new HashMap<>();
    right.forEach(name -> environment.put(name, pair(name).get1()));
    VmConfig alone = read(environment).config().orElseThrow();
    environment.putAll(others);
    assertEquals(alone, read(environment).config().orElseThrow());
  }

  @Property(tries = 500)
  void noSecretIsTold(
      @ForAll("secrets") String secret,
      @ForAll("carriers") List<Tuple.Tuple2<String, String>> carriers,
      @ForAll("environments") Map<String, String> others) {
    Map<String, String> environment = new HashMap<>(others);
    carriers.forEach(each -> environment.put(each.get1(), each.get2().replace("%", secret)));
    String told = read(environment).toString();
    assertFalse(
        told.contains(FIRST_HALF) || told.contains(LAST_HALF), () -> told + " from " + environment);
  }

  @Provide
  Arbitrary<Map<String, String>> environments() {
    List<String> known = new ArrayList<>(VALUES.keySet());
    VariableCatalog.all().forEach(variable -> known.add(variable.name()));
    known.addAll(List.of("QEMU_PU", "QEMU_SSH_AUTHORIZED_KEYS", "QEMU_WEB_PORT_80_TCP"));
    Arbitrary<String> name =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.of(known)),
            Tuple.of(1, Arbitraries.strings().all().ofMaxLength(8).map(text -> "QEMU_" + text)));
    Arbitrary<Tuple.Tuple2<String, String>> any = Combinators.combine(name, texts()).as(Tuple::of);
    return Arbitraries.oneOf(any, Arbitraries.of(fitting()))
        .list()
        .ofMaxSize(6)
        .map(
            list -> {
              Map<String, String> environment = new HashMap<>();
              list.forEach(each -> environment.put(each.get1(), each.get2()));
              return environment;
            });
  }

  /** Values that get beyond the first check of their variable. */
  private static List<Tuple.Tuple2<String, String>> fitting() {
    List<Tuple.Tuple2<String, String>> fitting = new ArrayList<>();
    for (String name : VALUES.keySet()) {
      fitting.add(Tuple.of(name, pair(name).get1()));
      fitting.add(Tuple.of(name, pair(name).get2()));
    }
    for (String regex : List.of("(".repeat(20_000), "[a", "a{9,1}", "(?<!a*)", "\\N{x}", "x*+")) {
      fitting.add(Tuple.of("QEMU_READY", "console:" + regex));
    }
    fitting.add(Tuple.of("QEMU_HDB", "/dev/null"));
    fitting.add(Tuple.of("QEMU_HDB_BASE", "/dev/null"));
    fitting.add(Tuple.of("QEMU_HDB_READONLY", "1"));
    fitting.add(Tuple.of("QEMU_NO_NET", "1"));
    return fitting;
  }

  private static Arbitrary<String> texts() {
    List<String> usual =
        new ArrayList<>(List.of("1", "on", "raw", "ssh:22", "http:22/a", "[::1]:1"));
    VALUES.values().forEach(pair -> usual.addAll(List.of(pair.get1(), pair.get2())));
    usual.add("https://a:b@c/d?e");
    usual.addAll(List.of("/", "/proc/version", "/dev/null", "", " ", "\u0000", "9".repeat(5000)));
    return Arbitraries.oneOf(
        Arbitraries.of(usual),
        Arbitraries.strings().all().ofMaxLength(12),
        Arbitraries.strings()
            .withChars("0123456789:/,.=-[]aeimnoprstuMGi \n\u001b")
            .ofMaxLength(20));
  }

  @Provide
  Arbitrary<HostFacts> hosts() {
    return Arbitraries.of(Reading.ROOT, Reading.NON_ROOT, Reading.ARM);
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.strings().all().ofMaxLength(8).list().ofMaxSize(2);
  }

  @Provide
  Arbitrary<Set<String>> names() {
    return Arbitraries.of(VALUES.keySet()).set().ofMaxSize(VALUES.size());
  }

  @Provide
  Arbitrary<Map<String, String>> others() {
    Arbitrary<String> foreign =
        Arbitraries.strings().all().ofMaxLength(10).filter(name -> !name.startsWith("QEMU_"));
    Arbitrary<String> unknown =
        Arbitraries.strings().withCharRange('A', 'Z').ofMaxLength(5).map(text -> "QEMU_Z" + text);
    return Arbitraries.maps(Arbitraries.oneOf(foreign, unknown), texts()).ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars("?#/@:=&, \"'\\")
        .ofMinLength(2)
        .ofMaxLength(6)
        .map(middle -> FIRST_HALF + middle + LAST_HALF);
  }

  /** Where a secret may stand; the percent sign is its place. */
  @Provide
  Arbitrary<List<Tuple.Tuple2<String, String>>> carriers() {
    Arbitrary<String> masked =
        Arbitraries.of(
            "QEMU_IGNITION",
            "QEMU_FW_CFG",
            "QEMU_SSH_AUTHORIZED_KEYS",
            "QEMU_CLOUD_INIT_USER_DATA",
            "QEMU_IGNITON");
    Arbitrary<String> text =
        Arbitraries.of("%", "/%", " %", "{\"a\": \"%\"}", "%\n%", "a=%", "name=opt/a,string=%")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(lines -> String.join("\n", lines));
    Arbitrary<String> path =
        Arbitraries.of(
            "QEMU_HDA", "QEMU_HDB", "QEMU_HDA_BASE", "QEMU_CDROM", "QEMU_KERNEL", "QEMU_INITRD");
    Arbitrary<String> url =
        Arbitraries.of("https://user:%@host/disk", "http://%@host", "https://host/disk?key=%");
    return Arbitraries.oneOf(
            Combinators.combine(masked, text).as(Tuple::of),
            Combinators.combine(path, url).as(Tuple::of))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Map.Entry<String, Tuple.Tuple2<String, String>> values(
      String name, String right, String wrong) {
    return Map.entry(name, Tuple.of(right, wrong));
  }

  private static Tuple.Tuple2<String, String> pair(String name) {
    return Objects.requireNonNull(VALUES.get(name));
  }

  private static ConfigResult read(Map<String, String> environment) {
    return new EnvReader(Reading.ROOT).read(environment, List.of());
  }
}
