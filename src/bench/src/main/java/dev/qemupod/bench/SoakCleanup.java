package dev.qemupod.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Leaves nothing of a soak behind, however it ends. */
final class SoakCleanup implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SupervisorRun pod;
  private final List<Path> files;
  private final Thread onInterrupt;
  private boolean done;

  private SoakCleanup(SupervisorRun pod, List<Path> files) {
    this.pod = pod;
    this.files = List.copyOf(files);
    this.onInterrupt = new Thread(this::interrupted, "soak-cleanup");
  }

  /**
   * One that also runs at Ctrl-C and SIGTERM.
   *
   * @param files what to delete, a folder after what is in it
   */
  static SoakCleanup of(SupervisorRun pod, List<Path> files) {
    SoakCleanup cleanup = new SoakCleanup(pod, files);
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
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      // jcmd had the virtual machine listen there, always in /tmp.
      Files.deleteIfExists(Path.of("/tmp/.java_pid" + pod.pid()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
