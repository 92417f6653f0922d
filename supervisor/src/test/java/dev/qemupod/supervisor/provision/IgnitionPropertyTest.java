package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.provision.IgnitionCheck.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any bytes are judged, and what is added to a config leaves every byte of it as it is. */
class IgnitionPropertyTest {
  @Property(tries = 1000)
  void anyBytesAreJudged(@ForAll byte[] content) {
    Verdict verdict = new IgnitionCheck(false).check(content);
    if (verdict instanceof Verdict.Bad(String objection)) {
      assertTrue(objection.startsWith("must ") || objection.startsWith("holds "), objection);
    }
  }

  @Property(tries = 1000)
  void anyJsonIsJudgedAndNothingOfItIsQuoted(@ForAll("json") String json) {
    Verdict verdict = new IgnitionCheck(false).check(("{" + json).getBytes(StandardCharsets.UTF_8));
    if (verdict instanceof Verdict.Bad(String objection)) {
      assertFalse(objection.contains("s3cret"), objection);
    }
  }

  @Property(tries = 500)
  void theUsersBytesComeOutOfTheMergedConfigAsTheyWere(
      @ForAll("configs") byte[] user, @ForAll("keyLines") List<String> lines) {
    if (!(new IgnitionCheck(false).check(user) instanceof Verdict.Good good)) {
      throw new AssertionError("a valid config was refused");
    }
    SshKeys keys = new SshKeys("QEMU_SSH_AUTHORIZED_KEYS", lines, Optional.empty());
    for (boolean gzip : new boolean[] {false, true}) {
      byte[] outer =
          IgnitionMerge.outer(user, good.config(), good.version(), Optional.of(keys), gzip);
      MergedConfig merged = MergedConfig.of(outer);
      assertArrayEquals(user, merged.configs().getFirst());
      assertEquals(good.version().major() == 2 ? "append" : "merge", merged.word());
      assertTrue(MergedConfig.keys(merged.configs().getLast(), "core").containsAll(lines));
      assertEquals(
          Optional.empty(),
          new IgnitionCheck(false).check(outer) instanceof Verdict.Bad bad
              ? Optional.of(bad.objection())
              : Optional.empty());
    }
  }

  @Property(tries = 500)
  void anyTextIsAVersionOrNone(@ForAll String text) {
    Optional<IgnitionVersion> version = IgnitionVersion.parse(text);
    version.ifPresent(known -> assertEquals(text, known.toString()));
  }

  @Property(tries = 500)
  void anyUrlHasContentOrNone(@ForAll String text) {
    Optional<byte[]> content = DataUrl.content("data:" + text, false, 16);
    content.ifPresent(bytes -> assertTrue(bytes.length <= 16));
    assertEquals(Optional.empty(), DataUrl.content("data:" + text, true, 16));
  }

  @Provide
  Arbitrary<String> json() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"ignition\"",
            "\"version\"",
            "\"config\"",
            "\"merge\"",
            "\"append\"",
            "\"source\"",
            "\"passwd\"",
            "\"users\"",
            "\"name\"",
            "7",
            "null",
            "\"sshAuthorizedKeys\"",
            "\"s3cret\"",
            "\"3.0.0\"",
            "\"data:,s3cret\"",
            "s3cret",
            " ")
        .list()
        .ofMaxSize(40)
        .map(words -> String.join("", words));
  }

  @Provide
  Arbitrary<byte[]> configs() {
    Arbitrary<String> versions = Arbitraries.of("2.0.0", "2.4.0", "3.0.0", "3.4.0", "3.9.0");
    Arbitrary<String> notes =
        Arbitraries.strings().excludeChars('"', '\\').withCharRange(' ', '\u07ff').ofMaxLength(200);
    Arbitrary<List<String>> keys = keyLines();
    Arbitrary<String> space = Arbitraries.of("", " ", "\n", "\r\n\t");
    return Combinators.combine(versions, notes, keys, space)
        .as(
            (version, note, lines, gap) ->
                gap
                    + "{\"ignition\":{\"version\":\""
                    + version
                    + "\"},"
                    + gap
                    + "\"note\":\""
                    + note
                    + "\",\"passwd\":{\"users\":[{\"name\":\"core\",\"sshAuthorizedKeys\":"
                    + quoted(lines)
                    + "}]}}"
                    + gap)
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(List<String> lines) {
    List<String> words = new ArrayList<>();
    for (String line : lines) {
      words.add("\"" + line + "\"");
    }
    return words.toString();
  }

  @Provide
  Arbitrary<List<String>> keyLines() {
    return Arbitraries.of(
            "ssh-ed25519 AAAA a", "ssh-rsa BBBB größe", "no-pty ssh-rsa CC,C +/=", "d")
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .ofMaxSize(4);
  }
}
