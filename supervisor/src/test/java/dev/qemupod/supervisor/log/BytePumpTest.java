package dev.qemupod.supervisor.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BytePumpTest {
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

  private static long inSeconds(int seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 65_536, 1_000_000})
  void passesOnEveryByteInOrder(int chunk) throws Exception {
    byte[] sent = random(1_000_000);
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    BytePump pump = new BytePump("test", sent.length, taken::write, notes::add);
    pump.start();
    for (int start = 0; start < sent.length; start += chunk) {
      pump.offer(sent, start, Math.min(chunk, sent.length - start));
    }
    assertTrue(pump.drain(inSeconds(30)));
    assertArrayEquals(sent, taken.toByteArray());
    assertEquals(0, pump.dropped());
    assertTrue(notes.isEmpty());
  }

  @Test
  void keepsTheNewestWhenTheSinkBlocksAndTellsHowManyWereDropped() throws Exception {
    BlockingSink sink = new BlockingSink();
    BytePump pump = new BytePump("test", 1000, sink::write, notes::add);
    pump.start();
    byte[] first = random(10);
    pump.offer(first, 0, first.length);
    assertTrue(sink.entered.await(30, TimeUnit.SECONDS));
    byte[] rest = random(100_003);
    for (int start = 0; start < rest.length; start += 7) {
      pump.offer(rest, start, Math.min(7, rest.length - start));
    }
    assertEquals(rest.length - 1000, pump.dropped());
    assertFalse(pump.drain(System.nanoTime()));
    sink.release();
    assertTrue(pump.drain(inSeconds(30)));
    byte[] expected = Arrays.copyOf(first, 1010);
    System.arraycopy(rest, rest.length - 1000, expected, 10, 1000);
    assertArrayEquals(expected, sink.taken());
    assertEquals(
        "test was not taken for a while: its oldest 99003 bytes were dropped",
        notes.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void oneOfferLargerThanAllKeepsItsEnd() throws Exception {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    BytePump pump = new BytePump("test", 100, taken::write, notes::add);
    byte[] sent = random(1000);
    pump.offer(sent, 0, sent.length);
    pump.start();
    assertTrue(pump.drain(inSeconds(30)));
    assertArrayEquals(Arrays.copyOfRange(sent, 900, 1000), taken.toByteArray());
    assertEquals(900, pump.dropped());
  }

  @Test
  void aSinkThatFailsIsGivenUpAndItsBytesAreCounted() throws Exception {
    BytePump pump =
        new BytePump(
            "test",
            100,
            (buffer, offset, length) -> {
              throw new IOException("Broken pipe");
            },
            notes::add);
    pump.start();
    pump.offer(new byte[10], 0, 10);
    assertEquals(
        "test cannot be written and is dropped from now on: Broken pipe",
        notes.poll(30, TimeUnit.SECONDS));
    pump.offer(new byte[5], 0, 5);
    assertTrue(pump.drain(System.nanoTime()));
    assertEquals(15, pump.dropped());
  }
}
