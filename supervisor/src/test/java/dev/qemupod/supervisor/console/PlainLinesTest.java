package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainLinesTest {
  private final List<String> ended = new ArrayList<>();
  private final PlainLines lines = new PlainLines(20, ended::add);

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lines.feed(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain                          |plain
          ^[[0;32m  OK  ^[[0m] Reached   |OK  ] Reached
          ^[[2J^[[1;1Hlogin              |login
          ^[]0;title^Gprompt             |prompt
          ^[]0;title^[\\prompt           |prompt
          ^[Pq#0;1;2^[\\after            |after
          ^[(Btext                       |text
          ^[cafter                       |after
          ^[7saved                       |saved
          a^Gb                           |ab
          gr\u00fc\u00df                 |gr\u00fc\u00df
          c^Nsv                           |csv
          """)
  void leavesOutWhatDrivesATerminal(String written, String plain) {
    feed(
        written
            .replace("^[", "\u001b")
            .replace("^G", "\u0007")
            .replace("^N", "\u0085")
            .replace("\\\\", "\\"));
    assertEquals(plain, lines.partial().strip());
  }

  @Test
  void carriageReturnAndLineFeedEndLinesAndEmptyOnesAreLeftOut() {
    feed("one\r\ntwo\n\n\rthree\rfour");
    assertEquals(List.of("one", "two", "three"), ended);
    assertEquals("four", lines.partial());
  }

  @Test
  void sequencesAndLettersMayBeSplitAnywhere() {
    byte[] bytes = "\u001b[1;31mgr\u00fcn\u001b]0;x\u001b\\!\n".getBytes(StandardCharsets.UTF_8);
    for (byte value : bytes) {
      lines.feed(new byte[] {value}, 0, 1);
    }
    assertEquals(List.of("gr\u00fcn!"), ended);
  }

  @Test
  void aLongLineIsCut() {
    feed("x".repeat(45));
    assertEquals(List.of("x".repeat(20), "x".repeat(20)), ended);
    assertEquals("xxxxx", lines.partial());
  }

  @Test
  void aControlStringWithoutAnEndDoesNotSwallowTheRest() {
    feed("\u001b]" + "x".repeat(5000) + "\nseen\n");
    assertEquals("seen", ended.getLast());
  }

  @Test
  void leavesOutALineOfNothingButControlCharacters() {
    feed("\u0085\u009b\nseen\n");
    assertEquals(List.of("seen"), ended);
  }
}
