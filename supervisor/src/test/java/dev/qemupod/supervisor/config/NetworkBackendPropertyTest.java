package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text of {@code QEMU_NET} is a network, or one problem. */
class NetworkBackendPropertyTest {
  private static final EnvReader READER = new EnvReader(Reading.ROOT);

  private static ConfigResult read(String text) {
    return READER.read(Map.of("QEMU_NET", text, "QEMU_CDROM", "/dev/null"), List.of());
  }

  @Property(tries = 1000)
  void anyNameOfADeviceIsTakenAsItIs(@ForAll("names") String name) {
    for (String kind : List.of("bridge:", "Bridge:", "tap:", "TAP:")) {
      ConfigResult result = read(kind + name);
      NetworkBackend expected =
          kind.length() > 4 ? new NetworkBackend.Bridge(name) : new NetworkBackend.Tap(name);
      assertEquals(
          Optional.of(expected), result.config().orElseThrow().network().backend(), kind + name);
    }
  }

  @Property(tries = 1000)
  void anyOtherTextIsAProblemThatNamesIt(@ForAll("texts") String text) {
    ConfigResult result = read(text);
    Optional<NetworkBackend> backend =
        result.config().flatMap(config -> config.network().backend());
    if (backend.isPresent() && backend.get() instanceof NetworkBackend.Bridge(String name)) {
      assertTrue(NetworkBackendReader.isDeviceName(name), text);
      return;
    }
    List<Problem> errors = result.problems().errors();
    assertEquals(result.config().isEmpty() ? 1 : 0, errors.size(), text);
    for (Problem error : errors) {
      assertEquals("QEMU_NET", error.variable());
      Told.assertSentence(error);
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .excludeChars('/', ':')
        .ofMinLength(1)
        .ofMaxLength(15)
        .filter(name -> !name.equals(".") && !name.equals(".."));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20);
    return Arbitraries.oneOf(
        any,
        any.map(text -> "bridge:" + text),
        Arbitraries.strings().withChars("./:a ").ofMaxLength(4).map(text -> "bridge:" + text));
  }
}
