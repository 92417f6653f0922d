package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that no variable has. */
class OtherNamesTest {
  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource({
    "QEMU_CPUS,QEMU_CPU",
    "QEMU_RAN,QEMU_RAM",
    "QEMU_PORT,QEMU_PORTS",
    "QEMU_HAD,QEMU_HDA",
    "QEMU_HDE,QEMU_HDA",
    "QEMU_HDB_SZIE,QEMU_HDB_SIZE",
    "QEMU_NOSSH,QEMU_NO_SSH",
    "QEMU_IGNITON_FILE,QEMU_IGNITION_FILE",
    "QEMU_SHUTDOWN_TIMOUT,QEMU_SHUTDOWN_TIMEOUT",
    "QEMU_EXTRA_ARG,QEMU_EXTRA_ARGS"
  })
  void aTypingMistakeNamesTheVariableThatWasMeant(String name, String meant) {
    assertEquals(
        List.of(
            name
                + " is not a variable this version knows, and is ignored; did you mean "
                + meant
                + "?"),
        Reading.warnings(Reading.read(name + "=1", "QEMU_CDROM=/dev/null")));
  }

  @Test
  void aStrangeNameStillNamesTheNearest() {
    assertEquals(
        List.of(
            "QEMU_FROBNICATE is not a variable this version knows, and is ignored; the nearest"
                + " known name is QEMU_RESIZE"),
        Reading.warnings(Reading.read("QEMU_FROBNICATE=1", "QEMU_CDROM=/dev/null")));
  }

  @Test
  void aNameThatATerminalWouldObeyIsEscaped() {
    assertEquals(
        List.of(
            "\"QEMU_\\u001b[31m\" is not a variable this version knows, and is ignored; the nearest"
                + " known name is QEMU_ARCH"),
        Reading.warnings(Reading.read("QEMU_\u001b[31m=1", "QEMU_CDROM=/dev/null")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "QEMU_SERVICE_HOST=10.0.0.1",
        "QEMU_SERVICE_PORT=80",
        "QEMU_SERVICE_PORT_HTTP=80",
        "QEMU_PORT=tcp://10.0.0.1:80",
        "QEMU_PORT=udp://10.0.0.1:80",
        "QEMU_PORT_80_TCP=tcp://10.0.0.1:80",
        "QEMU_PORT_80_TCP_PROTO=tcp",
        "QEMU_PORT_80_TCP_PORT=80",
        "QEMU_PORT_53_UDP_ADDR=10.0.0.1",
        "QEMU_WEB_SERVICE_HOST=10.0.0.1",
        "QEMU_WEB_PORT=tcp://10.0.0.1:80",
        "QEMU_WEB_PORT_443_TCP_ADDR=10.0.0.1",
        "QEMUX=1",
        "PATH=/bin"
      })
  void whatKubernetesAddsForServicesIsIgnored(String pair) {
    assertEquals(List.of(), Reading.warnings(Reading.read(pair, "QEMU_CDROM=/dev/null")));
  }

  @Test
  void unknownNamesAreSortedAndComeLast() {
    List<String> warnings = Reading.warnings(Reading.read("QEMU_ZZ=1", "QEMU_AA=1", "QEMU_PU=1"));
    assertEquals(4, warnings.size());
    assertEquals(List.of("QEMU_PU", "QEMU_HDA", "QEMU_AA", "QEMU_ZZ"), firstWords(warnings));
  }

  private static List<String> firstWords(List<String> sentences) {
    return sentences.stream().map(text -> text.substring(0, text.indexOf(' '))).toList();
  }
}
