package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every name of qemus/qemu is read, or refused by name; the table is {@code
 * compatibility/qemus.txt}.
 *
 * <p>A line there holds {@code NAME=value} pairs with {@code &&} between them; the indented lines
 * under it are what differs by them from a pod that has a disk with data and nothing else: {@code
 * QEMU_X=value (NAME)}, with the name that problems will have, or the sentence that is told, or
 * {@code not QEMU_X} for what is no longer there.
 */
class QemusNamesTest {
  /** Its docs/environment.md, and what its scripts read beside that, older names among it. */
  static final List<String> DOCUMENTED =
      List.of(
          """
          BOOT CPU_CORES CPU_MODEL CPU_FLAGS SMP KVM VMX HV RAM_SIZE RAM_CHECK
          DISK_SIZE DISK_FMT DISK_TYPE DISK_CACHE DISK_IO DISK_DISCARD DISK_ROTATION DISK_FLAGS
          ALLOCATE STORAGE DISK2_SIZE DISK3_SIZE DISK4_SIZE DISK5_SIZE DISK6_SIZE
          DEVICE DEVICE2 DEVICE3 DEVICE4 DEVICE5 DEVICE6 DISK_NAME DISK_DISABLE
          NETWORK DHCP HOST IP MAC ADAPTER DEV MTU MASK TAP BRIDGE HOST_PORTS USER_PORTS
          DNSMASQ DNSMASQ_OPTS DNSMASQ_DEBUG DNSMASQ_DISABLE DNSMASQ_PID DNSMASQ_CONF_DIR DEBUG_DNS
          PASST PASST_OPTS PASST_DEBUG PASST_PID PASST_SOCKET CHECK_PORT
          VM_NET_DEV VM_NET_TAP VM_NET_MAC VM_NET_HOST VM_NET_IP VM_NET_MTU VM_NET_BRIDGE
          VM_NET_MASK DISPLAY LOSSY VGA GPU RENDERNODE
          WEB WEB_PORT VNC_PORT WSS_PORT WSD_PORT AUDIO SOUND AUX_PORT PROTECT
          USERNAME PASSWORD PASS MACHINE UUID HPET VMPORT SM_BIOS ARGUMENTS PCI_BUS MOUSE RNG
          BOOT_MODE BOOT_INDEX MEDIA_TYPE HYBRID BIOS TPM SMM LOGO CLEAR USB VM CONNECTIONS
          BALLOONING BALLOONING_MIN_MEM BALLOONING_RAM_THRESHOLD BALLOONING_RAM_THRESHOLD_HARD
          BALLOONING_PSI_PRESSURE BALLOONING_PSI_PRESSURE_MAX BALLOONING_HYSTERESIS BALLOONING_KP
          BALLOONING_KI BALLOONING_INTERVAL BALLOONING_DEBUG RAM_MINIMUM
          SHUTDOWN TIMEOUT DEBUG TRACE SERIAL MONITOR QMP
          """
              .strip()
              .split("\\s+"));

  @TempDir private Path root;

  @ParameterizedTest
  @MethodSource("table")
  void aNameIsMappedOrRefused(String line, List<String> expected) throws IOException {
    Files.createDirectory(root.resolve("storage"));
    Files.writeString(root.resolve("storage/data.img"), "data");
    Map<String, String> environment = new LinkedHashMap<>();
    for (String pair : line.split(" && ", -1)) {
      int equals = pair.indexOf('=');
      environment.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    List<String> usual = lines(Map.of());
    List<String> told = new ArrayList<>(lines(environment));
    told.removeAll(usual);
    told.addAll(gone(usual, environment));
    assertEquals(
        String.join("\n", expected), String.join("\n", told).replace(root.toString(), "{root}"));
    assertFalse(told.toString().contains("hunter2"), "a password is told");
  }

  @Test
  void theTableHasEveryName() throws IOException {
    TreeSet<String> missing = new TreeSet<>(DOCUMENTED);
    table().forEach(row -> missing.removeAll(names(row[0].toString())));
    assertEquals(new TreeSet<>(), missing);
  }

  @Test
  void theGuideHasEveryName() throws IOException {
    String guide = Files.readString(Path.of("../src/docs/migrate.md"));
    List<String> missing = new ArrayList<>(DOCUMENTED);
    missing.removeIf(name -> guide.contains("`" + name + "`"));
    assertEquals(List.of(), missing);
  }

  private static List<String> names(String line) {
    return Stream.of(line.split(" && ", -1))
        .map(pair -> pair.substring(0, pair.indexOf('=')))
        .toList();
  }

  /** The beginnings of the usual lines that have none that begins like them. */
  private List<String> gone(List<String> usual, Map<String, String> environment) {
    List<String> lines = lines(environment);
    List<String> gone = new ArrayList<>();
    for (String line : usual) {
      String start = line.split("=| is ", 2)[0];
      if (lines.stream().noneMatch(each -> each.startsWith(start))) {
        gone.add("not " + start);
      }
    }
    return gone;
  }

  private List<String> lines(Map<String, String> environment) {
    Translation translation = QemusNames.translate(environment, root);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> each : new TreeMap<>(translation.environment()).entrySet()) {
      if (each.getKey().startsWith("QEMU_")) {
        String name = translation.writtenAs().get(each.getKey());
        lines.add(each + (name == null ? "" : " (" + name + ")"));
      }
    }
    translation.problems().errors().forEach(error -> lines.add("error: " + error));
    translation.problems().warnings().forEach(warning -> lines.add("warning: " + warning));
    return lines;
  }

  static Stream<Object[]> table() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    try (InputStream stream =
        Objects.requireNonNull(
            QemusNamesTest.class.getResourceAsStream("/compatibility/qemus.txt"))) {
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("  ")) {
          expected.add(line.substring(2));
        } else {
          expected = new ArrayList<>();
          rows.add(new Object[] {line, expected});
        }
      }
    }
    return rows.stream();
  }
}
