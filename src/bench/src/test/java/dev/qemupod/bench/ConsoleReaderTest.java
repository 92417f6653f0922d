package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void theSecondBootIsNotTakenForTheFirst() throws InterruptedException {
    ConsoleReader console = reading("READY 1\nWORK\nREADY 2\n");
    assertTrue(console.await("READY 2", PATIENCE).isPresent());
    assertEquals(3, console.count());
    assertEquals(
        Optional.of("READY 2"), console.awaitFrom(1, line -> line.startsWith("READY"), PATIENCE));
    assertEquals(List.of("WORK", "READY 2"), console.linesFrom(1));
    assertTrue(console.awaitFrom(3, _ -> true, Duration.ZERO).isEmpty());
  }

  @Test
  void onlyTheLatestLinesAreKept() throws InterruptedException {
    ConsoleReader console = reading("x\n".repeat(30_000) + "LAST\n");
    assertTrue(console.await("LAST", PATIENCE).isPresent());
    assertEquals(30_001, console.count());
    assertEquals(20_000, console.linesFrom(0).size());
  }

  private static ConsoleReader reading(String text) {
    return ConsoleReader.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
