package dev.qemupod.supervisor.qmp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what it was told. */
final class RecordingObserver implements QmpObserver {
  final List<String> commands = new CopyOnWriteArrayList<>();
  final AtomicLong events = new AtomicLong();

  @Override
  public void command(String command, long nanoseconds, Outcome outcome) {
    commands.add(command + " " + outcome);
  }

  @Override
  public void event(String name) {
    events.incrementAndGet();
  }
}
