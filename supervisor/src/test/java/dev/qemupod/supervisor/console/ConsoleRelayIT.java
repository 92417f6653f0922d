package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.process.ProcessTable;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real processes behind the pipes. */
@Timeout(60)
class ConsoleRelayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ProcessTable table = new ProcessTable();
  private final Collector container = new Collector();

  private ChildProcess shell(String script) throws Exception {
    return ChildProcess.spawn(List.of("/bin/sh", "-c", script), table);
  }

  @Test
  void all256BytesGoInAndOutAndTheEndOfStdinEndsNothing() throws Exception {
    byte[] all = new byte[256];
    for (int value = 0; value < all.length; value++) {
      all[value] = (byte) value;
    }
    Pipe keyboard = Pipe.open();
    ConsoleRelay relay =
        new ConsoleRelay(Channels.newInputStream(keyboard.source()), container, note -> {});
    relay.start();
    ChildProcess echo = shell("exec cat");
    relay.attach(echo);
    keyboard.sink().write(ByteBuffer.wrap(all));
    keyboard.sink().close();
    assertArrayEquals(all, container.await(all.length));
    assertTrue(echo.alive());
    assertTrue(echo.kill());
    assertTrue(relay.drain(PATIENCE));
  }

  @Test
  void whatAProcessWroteJustBeforeItsEndIsDrained() throws Exception {
    ConsoleRelay relay =
        new ConsoleRelay(java.io.InputStream.nullInputStream(), container, note -> {});
    ConsoleTail tail = new ConsoleTail(2, 4096);
    relay.addListener(tail);
    relay.start();
    for (int round = 1; round <= 20; round++) {
      ChildProcess guest = shell("head -c 60000 /dev/zero | tr '\\0' x; echo; echo last words");
      relay.attach(guest);
      assertEquals(Optional.of(new ExitStatus.Exited(0)), guest.waitFor(PATIENCE));
      assertTrue(relay.drain(PATIENCE));
      byte[] written = container.await(round * 60012);
      String end = new String(written, written.length - 11, 11, StandardCharsets.UTF_8);
      assertEquals("last words\n", end);
      assertEquals("last words", tail.lines().getLast());
    }
  }
}
