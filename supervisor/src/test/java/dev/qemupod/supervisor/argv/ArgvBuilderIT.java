package dev.qemupod.supervisor.argv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.argv.RealQemu.Outcome;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts every machine of the golden files in a real qemu, without a guest running. */
final class ArgvBuilderIT {
  private static final Path FIRMWARE = Path.of("/usr/share");

  @TempDir private Path root;

  /** Those that need no KVM: their command lines differ from the others' in two words. */
  static Stream<String> emulated() {
    return new ArgvVariants(Path.of("/vm"), FIRMWARE)
        .all().entrySet().stream()
            .filter(entry -> entry.getValue().accelerator() == Accelerator.TCG)
            // PasstIT has what these need outside of qemu.
            .filter(entry -> !entry.getKey().contains("passt") && !entry.getKey().contains("tap"))
            .map(Map.Entry::getKey);
  }

  @BeforeEach
  void makeFiles() throws IOException, InterruptedException {
    image("hda.qcow2");
    image("hdd.qcow2");
    image("a,b \"c\" d\\e.qcow2");
    image("base.qcow2");
    qemuImage("create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", "overlay.qcow2");
    for (String raw : List.of("hda.raw", "hdb.raw", "hdc.raw", "install.iso", "seed.iso")) {
      Files.write(root.resolve(raw), new byte[1 << 20]);
    }
    Files.writeString(root.resolve("config.ign"), "{}");
    Files.writeString(root.resolve("we,ird.ign"), "{}");
    Files.writeString(root.resolve("initrd.img"), "none");
    Files.copy(FIRMWARE.resolve("OVMF/OVMF_VARS_4M.fd"), root.resolve("variables.fd"));
  }

  @ParameterizedTest
  @MethodSource("emulated")
  void qemuStartsItWithoutAWarning(String variant) throws Exception {
    MachineSpec spec = new ArgvVariants(root, FIRMWARE).get(variant);
    if (spec.kernel().isPresent()) {
      Files.copy(aKernel(spec), root.resolve("vmlinuz"));
    }
    Outcome outcome = run(spec, "{\"execute\":\"query-status\"}");
    assertEquals("", outcome.errors());
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.replies().contains("\"prelaunch\""), outcome.replies());
  }

  @Test
  void withoutNetworkQemuHasNoNic() throws Exception {
    Outcome outcome =
        run(new ArgvVariants(root, FIRMWARE).get("x86_64-no-net"), monitor("info network"));
    assertTrue(outcome.replies().contains("\"return\": \"\""), outcome.replies());
  }

  @Test
  void forwardsListenWhereTheyWereAskedTo() throws Exception {
    Outcome outcome =
        run(new ArgvVariants(root, FIRMWARE).get("x86_64-ports"), monitor("info usernet"));
    String replies = outcome.replies();
    assertTrue(replies.matches("(?s).*TCP.HOST_FORWARD. +\\d+ +127\\.0\\.0\\.1 +48080.*"), replies);
    assertTrue(replies.matches("(?s).*UDP.HOST_FORWARD. +\\d+ +\\* +42375.*"), replies);
  }

  @Test
  void anOverlayNeverOpensTheBackingFileThatAnImageNames() throws Exception {
    qemuImage("create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", "trap.qcow2");
    Files.move(
        root.resolve("trap.qcow2"), root.resolve("hda.qcow2"), StandardCopyOption.REPLACE_EXISTING);
    Outcome outcome =
        run(
            new ArgvVariants(root, FIRMWARE).get("x86_64-tcg"),
            "{\"execute\":\"query-named-block-nodes\",\"arguments\":{\"flat\":true}}");
    assertFalse(
        outcome.replies().contains("\"file\": \"" + root + "/base.qcow2"), outcome.replies());
  }

  /** The kernel of this architecture; a real one for x86_64, whose header qemu reads. */
  private Path aKernel(MachineSpec spec) throws IOException {
    return switch (spec.arch()) {
      case X86_64 -> setupHeader();
      case AARCH64 -> Files.write(root.resolve("image.arm"), new byte[1 << 16]);
    };
  }

  /** A boot sector with the header of Linux' x86 boot protocol 2.00, and nothing to run. */
  private Path setupHeader() throws IOException {
    byte[] image = new byte[1 << 16];
    image[0x1f1] = 4;
    image[0x1fe] = 0x55;
    image[0x1ff] = (byte) 0xaa;
    byte[] magic = {'H', 'd', 'r', 'S', 0x0c, 0x02, 0, 0};
    System.arraycopy(magic, 0, image, 0x202, magic.length);
    image[0x211] = 1;
    image[0x22c] = (byte) 0xff;
    image[0x22d] = (byte) 0xff;
    image[0x22e] = (byte) 0xff;
    image[0x22f] = 0x37;
    return Files.write(root.resolve("image.x86"), image, StandardOpenOption.CREATE);
  }

  private Outcome run(MachineSpec spec, String... commands) throws Exception {
    QemuArgv argv = ArgvBuilder.build("qemu-system-" + spec.arch().qemuName(), spec, List.of());
    return RealQemu.run(argv, spec.qmpSockets().getFirst(), root, commands);
  }

  private static String monitor(String command) {
    return "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\""
        + command
        + "\"}}";
  }

  private void image(String name) throws IOException, InterruptedException {
    qemuImage("create", "-q", "-f", "qcow2", name, "64M");
  }

  private void qemuImage(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(root.toFile()).inheritIO().start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }
}
