package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.metric;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A guest that writes as fast as it can. An emulated serial port takes a byte at a time, less than
 * a megabyte a second; so the guest has a port that takes thousands, and qemu writes what comes out
 * of it where it writes the console.
 */
class FloodIT {
  private static final double FLOOD = 1e9;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String PORT =
      "-chardev file,id=flood,path=/dev/stdout -device virtio-serial-pci,id=floods"
          + " -device virtserialport,bus=floods.0,chardev=flood,name=flood";

  private static final long BETWEEN_READS = Duration.ofMillis(200).toNanos();
  private static final String DROPPED = "qemu_console_dropped_bytes_total ";
  private static final String RESIDENT = "process_resident_memory_bytes ";
  private static final double MOST_GROWTH = 16 << 20;

  @Test
  void aGigabyteReadSlowlyStallsNoGuestAndFillsNoMemory() throws Exception {
    int port = SupervisorProcess.freePort();
    Process process =
        SupervisorProcess.startUnread(
            with(
                microLinux(),
                Map.of(
                    "QEMU_APPEND",
                    "console=ttyS0 no_timer_check quiet qemu-pod.run=flood-port,flood",
                    "QEMU_EXTRA_ARGS",
                    PORT,
                    "QEMU_HTTP",
                    "127.0.0.1:" + port)));
    try {
      dropsUntil(process, port, FLOOD / 10);
      double settled = metric(port, RESIDENT);
      long read = dropsUntil(process, port, FLOOD);
      double after = metric(port, RESIDENT);
      assertTrue(read > 100_000, "the reader got only " + read + " bytes");
      assertTrue(after - settled < MOST_GROWTH, settled + " bytes became " + after);
      assertEquals(1, metric(port, "qemu_vm_state{state=\"running\"}"));
      assertEquals(200, SupervisorProcess.get(port, "/livez").statusCode());
      process.destroy();
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the supervisor does not end");
      assertEquals(0, process.exitValue(), "the guest did not hear its power button");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads a little now and then until so much was dropped; how much it read. */
  private static long dropsUntil(Process process, int port, double wanted) throws Exception {
    InputStream console = process.getInputStream();
    byte[] little = new byte[4096];
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long read = 0;
    int unanswered = 0;
    for (double dropped = 0; dropped < wanted; ) {
      read += console.readNBytes(little, 0, little.length);
      LockSupport.parkNanos(BETWEEN_READS);
      double now = metric(port, DROPPED);
      if (now == 0 && dropped > 0) {
        unanswered++;
        assertTrue(unanswered < 3, "three times no answer within 20 s");
        continue;
      }
      assertTrue(now >= dropped, now + " bytes are fewer than " + dropped);
      dropped = now;
      assertTrue(System.nanoTime() < deadline, "only " + dropped + " bytes were dropped");
    }
    return read;
  }
}
