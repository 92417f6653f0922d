package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StderrLogTest {
  private record Told(String line, Thread by) {}

  private final BlockingQueue<Told> lines = new LinkedBlockingQueue<>();

  @Test
  void everyLineIsGivenToTheLogAlsoTheLastWithoutAnEnd() throws InterruptedException {
    StderrLog log = reading("qemu: one\nqemu: two");
    assertTrue(log.drain(Duration.ofSeconds(30)));
    assertEquals(List.of("qemu: one", "qemu: two"), lines.stream().map(Told::line).toList());
    assertEquals(List.of("qemu: one", "qemu: two"), log.lastLines());
  }

  @Test
  void noThreadIsLeftWhenQemuHasEnded() throws InterruptedException {
    StderrLog log = reading("qemu: one\n");
    assertTrue(log.drain(Duration.ofSeconds(30)));
    Told told = lines.take();
    told.by().join();
    assertEquals("qemu: one", told.line());
  }

  private StderrLog reading(String text) {
    return StderrLog.start(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)),
        line -> lines.add(new Told(line, Thread.currentThread())));
  }
}
