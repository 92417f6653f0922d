package dev.qemupod.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Leaves nothing of a soak behind, however it ends. */
final class SoakCleanup implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SupervisorRun pod;
  private final Path folder;
  private final Path disk;
  private final Thread onInterrupt;
  private boolean done;

  private SoakCleanup(SupervisorRun pod, Path folder, Path disk) {
    this.pod = pod;
    this.folder = folder;
    this.disk = disk;
    this.onInterrupt = new Thread(this::interrupted, "soak-cleanup");
  }

  /** One that also runs at Ctrl-C and SIGTERM. */
  static SoakCleanup of(SupervisorRun pod, Path folder, Path disk) {
    SoakCleanup cleanup = new SoakCleanup(pod, folder, disk);
    Runtime.getRuntime().addShutdownHook(cleanup.onInterrupt);
    return cleanup;
  }

  private void interrupted() {
    System.err.println("bench: interrupted; stopping the VM, there will be no report");
    clean();
  }

  /** Cleans up at a regular end. */
  @Override
  public void run() {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException _) {
      awaitInterrupt();
    }
    clean();
  }

  /** The virtual machine is ending: what this thread found out on the way is of no interest. */
  private void awaitInterrupt() {
    try {
      onInterrupt.join();
      Thread.sleep(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void clean() {
    if (done) {
      return;
    }
    done = true;
    try {
      pod.stop(PATIENCE);
      Files.deleteIfExists(folder.resolve("monitor.sock"));
      Files.deleteIfExists(folder);
      Files.deleteIfExists(disk);
      // jcmd had the virtual machine listen there, always in /tmp.
      Files.deleteIfExists(Path.of("/tmp/.java_pid" + pod.pid()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
