package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.log.BlockingSink;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import java.io.ByteArrayInputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsoleTextTest {
  private static void feed(ConsoleListener listener, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    listener.output(bytes, 0, bytes.length);
  }

  @Test
  void theTailKeepsTheLastLinesAndWhatHasBegun() {
    ConsoleTail tail = new ConsoleTail(3, 4096);
    feed(tail, "one\ntwo\n\u001b[31mthree\u001b[0m\nfour\nfi");
    feed(tail, "ve");
    assertEquals(List.of("three", "four", "five"), tail.lines());
  }

  @Test
  void theTailKeepsSoManyBytes() {
    ConsoleTail tail = new ConsoleTail(1000, 100);
    for (int number = 10; number < 99; number++) {
      feed(tail, "line " + number + "\n");
    }
    assertEquals(12, tail.lines().size());
    assertEquals("line 98", tail.lines().getLast());
    feed(tail, "x".repeat(10_000));
    assertTrue(tail.lines().stream().mapToInt(line -> line.length() + 1).sum() <= 100);
  }

  @Test
  void aLineIsFoundOnceThoughItCameInPiecesAndColours() {
    List<String> found = new ArrayList<>();
    Pattern pattern = Pattern.compile("Reached target .*Login");
    LineMatcher matcher = new LineMatcher(line -> pattern.matcher(line).find(), found::add);
    feed(matcher, "[  \u001b[0;32mOK\u001b[0m  ] Reached target \u001b[0;1;39mBasic\u001b[0m\r\n");
    feed(matcher, "[  OK  ] Reached tar");
    feed(matcher, "get \u001b[0;1;39mLogin Prompts\u001b[0m.\r\n");
    feed(matcher, "Reached target Login\r\n");
    assertEquals(List.of("[  OK  ] Reached target Login Prompts."), found);
  }

  @Test
  void aPromptThatNeverEndsIsFound() {
    List<String> found = new ArrayList<>();
    LineMatcher matcher = new LineMatcher(line -> line.endsWith("login: "), found::add);
    feed(matcher, "\r\nmicro log");
    feed(matcher, "in: ");
    assertEquals(List.of("micro login: "), found);
  }

  @Test
  void stderrGoesToTheLogLineByLineAndItsEndIsKept() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int number = 0; number < 100; number++) {
      text.append("qemu-system-x86_64: warning ").append(number).append('\n');
    }
    text.append("qemu-system-x86_64: last words");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    StderrLog log =
        StderrLog.start(
            new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)), lines::add);
    assertTrue(log.drain(Duration.ofSeconds(30)));
    assertEquals(101, lines.size());
    assertEquals(20, log.lastLines().size());
    assertEquals("qemu-system-x86_64: last words", log.lastLines().getLast());
  }

  @Test
  void aStderrOfTheContainerThatBlocksDoesNotBlockThatOfQemu() throws Exception {
    BlockingSink sink = new BlockingSink();
    LogOutput container = new LogOutput(sink);
    Log log = new Log(container.stream(), false, Level.INFO);
    PipedInputStream stderr = new PipedInputStream(1024);
    PipedOutputStream qemu = new PipedOutputStream(stderr);
    StderrLog lines = StderrLog.start(stderr, log::warning);
    byte[] line = (".".repeat(99) + "\n").getBytes(StandardCharsets.UTF_8);
    try (qemu) {
      for (int count = 0; count < 10_000; count++) {
        qemu.write(line);
      }
    }
    assertTrue(lines.drain(Duration.ofSeconds(30)));
    assertEquals(20, lines.lastLines().size());
    assertFalse(container.drain(Duration.ofMillis(100)));
    sink.release();
    assertTrue(container.drain(Duration.ofSeconds(30)));
    assertTrue(container.droppedBytes() > 0);
  }
}
