package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.Variable;
import dev.qemupod.supervisor.config.VariableCatalog;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.lifecycle.VmPlanner;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code src/docs/migrate.md} tells people to write is right. */
class MigrationGuideTest {
  private static final Path GUIDE = Path.of("../src/docs/migrate.md");
  private static final String IMAGE = "image: localhost/qemu-pod:latest";
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PAIR =
      Pattern.compile("- \\{name: ([A-Z0-9_]+), value: (\"?)(.*?)\\2}");
  private static final Pattern MOUNT = Pattern.compile("mountPath: (/[a-z]+)");
  private static final Pattern LIMITS =
      Pattern.compile("limits: \\{cpu: \"(\\d+)\", memory: (\\d+)Mi}");
  private static final long MIB = 1L << 20;
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKXeBBSwYYWnJWhlN5S3d+dsTqSCpsfML6F2ebpJ760t";

  @TempDir private Path folder;

  @Test
  void everyVariableIsOneThatThisVersionReads() throws IOException {
    TreeSet<String> unknown = new TreeSet<>();
    Matcher names = Pattern.compile("QEMU_[A-Z0-9_]*[A-Z0-9]").matcher(Files.readString(GUIDE));
    while (names.find()) {
      unknown.add(names.group());
    }
    assertTrue(unknown.size() > 40, unknown::toString);
    for (Variable variable : VariableCatalog.all()) {
      unknown.remove(variable.name());
    }
    unknown.remove("QEMU_PU");
    assertEquals(new TreeSet<>(), unknown);
  }

  @ParameterizedTest
  @MethodSource("podSpecs")
  void aPodSpecIsAConfigurationThatFitsItsLimits(String yaml) throws Exception {
    Map<String, String> environment = new LinkedHashMap<>();
    Matcher pairs = PAIR.matcher(yaml);
    while (pairs.find()) {
      environment.put(pairs.group(1), placed(pairs.group(1), pairs.group(3), yaml));
    }
    if (environment.containsKey("QEMU_COMPAT")) {
      environment.put("STORAGE", placed("STORAGE", "/storage", yaml));
      Files.createDirectories(folder.resolve("storage"));
      Files.writeString(folder.resolve("storage/data.img"), "data");
    }
    ConfigResult result =
        new EnvReader(new HostFacts(Arch.X86_64, "vm", 1024)).read(environment, List.of());
    assertEquals(List.of(), result.problems().errors());
    assertFits(result.config().orElseThrow(), yaml);
  }

  /** A path in a mounted volume, with what is said to be in it. */
  private String placed(String name, String value, String yaml) throws IOException {
    if (!value.startsWith("/")) {
      return value;
    }
    List<String> mounts = new ArrayList<>();
    MOUNT.matcher(yaml).results().forEach(match -> mounts.add(match.group(1)));
    assertTrue(
        mounts.stream().anyMatch(mount -> (value + "/").startsWith(mount + "/")),
        () -> value + " is on no volume of " + mounts);
    Path path = folder.resolve(value.substring(1));
    Files.createDirectories(path.getParent());
    if (name.equals("QEMU_SSH_AUTHORIZED_KEYS_FILE")) {
      Files.createDirectory(path);
      Files.writeString(path.resolve("key1"), KEY);
    } else if (name.endsWith("_BASE") || name.endsWith("_FILE") || name.endsWith("CDROM")) {
      Files.writeString(path, name.contains("USER_DATA") ? "#cloud-config\n" : "data");
    }
    return path.toString();
  }

  private static void assertFits(VmConfig config, String yaml) throws ConfigException {
    Matcher found = LIMITS.matcher(yaml);
    assertTrue(found.find(), yaml);
    PodLimits limits =
        new PodLimits(
            PodLimits.CgroupVersion.V2,
            OptionalLong.of(Long.parseLong(found.group(2)) * MIB),
            OptionalDouble.of(Integer.parseInt(found.group(1))),
            8,
            64L << 30);
    // With either accelerator: the specs say nothing of KVM.
    for (Accelerator accelerator : Accelerator.values()) {
      VmPlanner.size(config, limits, 8 * MIB, accelerator);
    }
  }

  static Stream<String> podSpecs() throws IOException {
    List<String> specs = new ArrayList<>();
    BLOCK.matcher(Files.readString(GUIDE)).results().forEach(match -> specs.add(match.group(1)));
    specs.removeIf(spec -> !spec.contains(IMAGE));
    assertEquals(3, specs.size());
    return specs.stream();
  }
}
