package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.process.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationReportTest {
  @TempDir Path folder;

  @Test
  void startsWithALineForAPersonAndGoesOnWithJson() throws IOException {
    Path file = Files.writeString(folder.resolve("termination-log"), "old content, much longer");
    Ending ending =
        new Ending(
            81,
            "QemuExited",
            "qemu exited unexpectedly with code 1.",
            Optional.of(new ExitStatus.Exited(1)),
            "running",
            List.of("say \"what\""));

    assertEquals(Optional.empty(), TerminationReport.write(file, ending));

    assertEquals(
        """
        qemu exited unexpectedly with code 1.
        {"exitCode":81,"reason":"QemuExited","qemuExit":{"code":1},"lastState":"running",\
        "stderrTail":["say \\"what\\""]}
        """,
        Files.readString(file));
  }

  @Test
  void isNotCreatedWhereKubernetesMountedNone() {
    Path file = folder.resolve("termination-log");

    assertEquals(
        Optional.empty(),
        TerminationReport.write(file, Ending.beforeQemu(ExitCode.OK, "Stopped", "Stopped.")));
    assertFalse(Files.exists(file));
  }

  @Test
  void fitsInto4096BytesAndKeepsTheNewestWords() {
    List<String> words = new ArrayList<>();
    for (int line = 0; line < 100; line++) {
      words.add("line " + line + " " + "ä".repeat(100));
    }
    Ending ending = new Ending(80, "X", "message", Optional.empty(), "", words);

    String text = TerminationReport.text(ending);

    assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 4096);
    assertTrue(text.contains("line 99 "));
    assertFalse(text.contains("line 1 "));
  }

  @Test
  void fitsEvenWhenTheMessageAloneDoesNot() {
    Ending ending =
        Ending.beforeQemu(ExitCode.CONFIG, "Configuration", "QEMU_X is wrong; ".repeat(1000));

    String text = TerminationReport.text(ending);

    assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 4096);
    assertTrue(text.startsWith("QEMU_X is wrong"));
    assertTrue(text.contains("\"exitCode\":78"));
  }

  @Test
  void whatAHostileGuestHadQuotedDrivesNoTerminal() {
    String hostile = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egone\r\nERROR";
    Ending ending =
        new Ending(
            81,
            "QemuExited",
            "qemu exited with code 1; its last words: " + hostile + ".",
            Optional.of(new ExitStatus.Exited(1)),
            hostile,
            List.of(hostile));

    String text = TerminationReport.text(ending);

    assertEquals(2, text.lines().count(), text);
    assertEquals(
        List.of(),
        text.chars()
            .filter(each -> each != '\n' && (Character.isISOControl(each) || each == '\u202e'))
            .boxed()
            .toList(),
        text);
    assertTrue(text.startsWith("qemu exited with code 1; its last words: \\u001b]0;owned"), text);
  }

  @Test
  void fitsAlsoWhenAllOfTheMessageHasToBeEscaped() {
    Ending ending = Ending.beforeQemu(ExitCode.CONFIG, "X", "\u001b".repeat(5000));

    assertTrue(TerminationReport.text(ending).getBytes(StandardCharsets.UTF_8).length <= 4096);
  }
}
