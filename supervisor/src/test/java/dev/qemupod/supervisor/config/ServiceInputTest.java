package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.config.ServiceConfig.LogFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, metrics, log and further arguments. */
class ServiceInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("service");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @ParameterizedTest(name = "{0} is host {1}, port {2}")
  @CsvSource({
    ":9180,,9180",
    "9180,,9180",
    ":0,,0",
    "127.0.0.1:80,127.0.0.1,80",
    "0.0.0.0:80,0.0.0.0,80",
    "[::1]:9180,::1,9180",
    "[::]:1,::,1",
    "localhost:9180,localhost,9180",
    "pod-1.example:65535,pod-1.example,65535"
  })
  void addressesAreRead(String text, @Nullable String host, int port) {
    assertEquals(
        Optional.of(new HttpAddress(Optional.ofNullable(host), port)),
        Reading.config("QEMU_HTTP=" + text).service().http());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"off", "OFF", "no", "false", "n"})
  void httpCanBeOff(String word) {
    assertEquals(Optional.empty(), Reading.config("QEMU_HTTP=" + word).service().http());
  }

  @Test
  void theGuestIsAskedOnlyForWhatIsSwitchedOn() {
    ServiceConfig service = Reading.config("QEMU_METRICS_FILESYSTEMS=1").service();
    assertEquals(List.of(true, false), List.of(service.guestFilesystems(), service.guestNetwork()));
    service = Reading.config("QEMU_METRICS_NETWORK=yes").service();
    assertEquals(List.of(false, true), List.of(service.guestFilesystems(), service.guestNetwork()));
  }

  @Test
  void kubevirtsNamesAreForWhomTheDownwardApiSays() {
    assertEquals(Optional.empty(), Reading.config("POD_NAME=vm-0-pod").service().kubevirt());
    assertEquals(
        Optional.of(new KubevirtIdentity("", "", "")),
        Reading.config("QEMU_METRICS_KUBEVIRT=1").service().kubevirt());
    assertEquals(
        Optional.of(new KubevirtIdentity("vm-0", "databases", "node-7")),
        Reading.config(
                "QEMU_METRICS_KUBEVIRT=on",
                "POD_NAME=vm-0",
                "POD_NAMESPACE=databases",
                "NODE_NAME=node-7")
            .service()
            .kubevirt());
  }

  @Test
  void aForwardOnAnotherAddressDoesNotClash() {
    VmConfig config = Reading.config("QEMU_HTTP=127.0.0.1:9180", "QEMU_PORTS=127.0.0.2:9180:80");
    assertEquals(4, config.network().forwards().size());
  }

  @Test
  void theLogIsConfigured() {
    ServiceConfig service = Reading.config("QEMU_LOG_FORMAT=JSON", "QEMU_LOG_LEVEL=warn").service();
    assertEquals(LogFormat.JSON, service.logFormat());
    assertEquals(System.Logger.Level.WARNING, service.logLevel());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shellWords")
  void extraArgumentsAreSplitAsAShellDoes(String text, List<String> words) {
    assertEquals(words, Reading.config("QEMU_EXTRA_ARGS=" + text).extraArguments());
  }

  static Stream<Arguments> shellWords() {
    return Stream.of(
        Arguments.of("-usb", List.of("-usb")),
        Arguments.of("-a  -b\t-c\n-d", List.of("-a", "-b", "-c", "-d")),
        Arguments.of("-name \"my vm\"", List.of("-name", "my vm")),
        Arguments.of("-name 'my \"vm\"'", List.of("-name", "my \"vm\"")),
        Arguments.of("-name my\\ vm", List.of("-name", "my vm")),
        Arguments.of("-x a'b c'd\"e f\"", List.of("-x", "ab cde f")),
        Arguments.of("-x '' \"\"", List.of("-x", "", "")),
        Arguments.of("-x \"a\\\"b\\\\c\\$d\\e\"", List.of("-x", "a\"b\\c$d\\e")),
        Arguments.of("-x 'a\\b'", List.of("-x", "a\\b")),
        Arguments.of(
            "-x $HOME `id` *.img ~ #x", List.of("-x", "$HOME", "`id`", "*.img", "~", "#x")),
        Arguments.of("-a \\\n-b", List.of("-a", "-b")),
        Arguments.of("-x \"a\\\nb\"", List.of("-x", "ab")));
  }
}
