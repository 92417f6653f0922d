package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.log.BlockingSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsoleRelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TEN_MEGABYTES = 10 << 20;
  private static final int PORTION = 512 << 10;

  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private ConsoleRelay started(InputStream containerIn, OutputStream containerOut) {
    ConsoleRelay relay = new ConsoleRelay(containerIn, containerOut, notes::add);
    relay.start();
    return relay;
  }

  private static void write(Pipe.SinkChannel sink, byte[] bytes, int offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      sink.write(buffer);
    }
  }

  @Test
  void everyByteOfTheGuestComesOutIfTheContainerTakesIt() throws Exception {
    byte[] sent = random(TEN_MEGABYTES);
    Collector container = new Collector();
    Pipe guest = Pipe.open();
    ConsoleRelay relay = started(InputStream.nullInputStream(), container);
    relay.attach(Channels.newInputStream(guest.source()), new Collector());
    try (Pipe.SinkChannel sink = guest.sink()) {
      for (int start = 0; start < sent.length; start += PORTION) {
        write(sink, sent, start, PORTION);
        assertTrue(container.await(start + PORTION).length > 0);
      }
    }
    assertTrue(relay.drain(PATIENCE));
    assertArrayEquals(sent, container.await(sent.length));
    assertEquals(0, relay.droppedBytes());
    assertTrue(notes.isEmpty());
  }

  @Test
  void everyByteTypedReachesTheGuest() throws Exception {
    byte[] sent = random(TEN_MEGABYTES);
    Collector guest = new Collector();
    ConsoleRelay relay = started(new ByteArrayInputStream(sent), new Collector());
    relay.attach(InputStream.nullInputStream(), guest);
    assertArrayEquals(sent, guest.await(sent.length));
  }

  @Test
  void theEndOfStdinDoesNotReachTheGuest() throws Exception {
    Collector guest = new Collector();
    ConsoleRelay relay =
        started(new ByteArrayInputStream("reboot\n".getBytes(StandardCharsets.UTF_8)), guest);
    Collector serial = new Collector();
    Pipe output = Pipe.open();
    relay.attach(Channels.newInputStream(output.source()), serial);
    assertEquals("reboot\n", new String(serial.await(7), StandardCharsets.UTF_8));
    try (Pipe.SinkChannel sink = output.sink()) {
      write(sink, new byte[] {'x'}, 0, 1);
    }
    assertTrue(relay.drain(PATIENCE));
    assertFalse(serial.closed());
  }

  @Test
  void aBlockedContainerNeverBlocksTheGuestAndTheLossIsCountedAndTold() throws Exception {
    byte[] sent = random(TEN_MEGABYTES);
    BlockingSink container = new BlockingSink();
    Pipe guest = Pipe.open();
    ConsoleRelay relay = started(InputStream.nullInputStream(), container);
    relay.attach(Channels.newInputStream(guest.source()), new Collector());
    try (Pipe.SinkChannel sink = guest.sink()) {
      write(sink, sent, 0, sent.length);
    }
    assertFalse(relay.drain(Duration.ofMillis(100)));
    assertTrue(relay.droppedBytes() >= sent.length - (2 << 20));
    container.release();
    assertTrue(relay.drain(PATIENCE));
    byte[] taken = container.taken();
    assertEquals(sent.length, taken.length + relay.droppedBytes());
    int end = 1 << 20;
    assertArrayEquals(
        Arrays.copyOfRange(sent, sent.length - end, sent.length),
        Arrays.copyOfRange(taken, taken.length - end, taken.length));
    String note = notes.poll(30, TimeUnit.SECONDS);
    assertEquals(
        "console output was not taken for a while: its oldest "
            + relay.droppedBytes()
            + " bytes were dropped",
        note);
  }

  @Test
  void aNewQemuFollowsItsPredecessorInOrder() throws Exception {
    Collector container = new Collector();
    byte[] typed = {'a'};
    Pipe keyboard = Pipe.open();
    ConsoleRelay relay = started(Channels.newInputStream(keyboard.source()), container);
    relay.attach(stream("first\n"), new BrokenPipe());
    write(keyboard.sink(), typed, 0, 1);
    Collector second = new Collector();
    relay.attach(stream("second\n"), second);
    assertTrue(relay.drain(PATIENCE));
    assertEquals("first\nsecond\n", new String(container.await(13), StandardCharsets.UTF_8));
    write(keyboard.sink(), typed, 0, 1);
    assertEquals('a', second.await(1)[0]);
  }

  @Test
  void listenersHearWhatTheGuestWritesEvenWhileTheContainerIsBlocked() throws Exception {
    BlockingSink container = new BlockingSink();
    ConsoleRelay relay = started(InputStream.nullInputStream(), container);
    BlockingQueue<String> found = new LinkedBlockingQueue<>();
    LineMatcher matcher = new LineMatcher(line -> line.startsWith("READY"), found::add);
    relay.addListener(matcher);
    relay.attach(
        new SequenceInputStream(stream("boot\r\nREA"), stream("DY 1\r\n")), new Collector());
    assertEquals("READY 1", found.poll(30, TimeUnit.SECONDS));
    relay.removeListener(matcher);
    container.release();
    assertTrue(relay.drain(PATIENCE));
  }

  @Test
  void aReaderThatIsStuckDelaysTheEndOnlyForItsTime() throws Exception {
    Pipe guest = Pipe.open();
    ConsoleRelay relay = started(InputStream.nullInputStream(), new Collector());
    relay.attach(Channels.newInputStream(guest.source()), new Collector());
    assertFalse(relay.drain(Duration.ofMillis(50)));
    guest.sink().close();
    assertTrue(relay.drain(PATIENCE));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The stdin of a qemu that has ended. */
  private static final class BrokenPipe extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
