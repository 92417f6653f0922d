package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.GuestRam;
import dev.qemupod.supervisor.host.PodMemory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads the pod's memory on a thread of its own, one reading at a time: a process whose page tables
 * are locked holds up whoever looks at them, and that must not be the event loop.
 */
final class MemoryProbe {
  private final SupervisorParts.MemorySource source;
  private final Consumer<LoopEvent> loop;
  private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
  private final AtomicBoolean started = new AtomicBoolean();

  MemoryProbe(SupervisorParts.MemorySource source, Consumer<LoopEvent> loop) {
    this.source = source;
    this.loop = loop;
  }

  private record Request(int run, long pid, GuestRam ram) {}

  /** Has it read, soon; nothing if the reading before is not even begun. */
  void ask(int run, long pid, GuestRam ram) {
    if (started.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("memory-reader").start(this::read);
    }
    var _ = requests.offer(new Request(run, pid, ram));
  }

  private void read() {
    try {
      while (true) {
        Request request = requests.take();
        PodMemory memory = source.read(request.pid(), request.ram());
        loop.accept(new LoopEvent.MemoryMeasured(request.run(), memory));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError fault) {
      loop.accept(LoopEvent.Fatal.fault("the memory reader", fault));
    }
  }
}
