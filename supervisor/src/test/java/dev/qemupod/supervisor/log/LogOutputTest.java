package dev.qemupod.supervisor.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogOutputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void everyLineIsThereOnceItIsDrained() throws Exception {
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    LogOutput output = new LogOutput(stderr);
    Log log = new Log(output.stream(), false, Level.INFO);
    for (int line = 0; line < 1000; line++) {
      log.info("line " + line);
    }

    assertTrue(output.drain(PATIENCE));

    assertEquals(1000, stderr.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void aStderrThatNobodyReadsHoldsNobodyUpAndGetsTheLastLinesFirstOfAll() throws Exception {
    BlockingSink stderr = new BlockingSink();
    LogOutput output = new LogOutput(stderr);
    Log log = new Log(output.stream(), false, Level.INFO);
    output.notesTo(log::warning);
    log.info("first");
    assertTrue(stderr.entered.await(30, TimeUnit.SECONDS));
    for (int line = 0; line < 100_000; line++) {
      log.info("line " + line);
    }
    assertFalse(output.drain(Duration.ZERO));

    stderr.release();

    assertTrue(output.drain(PATIENCE));
    String text = new String(stderr.taken(), StandardCharsets.UTF_8);
    assertTrue(text.contains("line 99999\n"));
    assertTrue(text.length() < 300 << 10, "kept " + text.length());
    assertTrue(
        text.strip().endsWith("bytes were dropped"), () -> text.substring(text.length() - 200));
  }
}
