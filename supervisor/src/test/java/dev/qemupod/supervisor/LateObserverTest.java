package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.qmp.QmpObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LateObserverTest {
  private final List<String> told = new ArrayList<>();
  private final AtomicInteger crowded = new AtomicInteger();
  private final LateObserver observer = new LateObserver(crowded::incrementAndGet);
  private final QmpObserver metrics =
      new QmpObserver() {
        @Override
        public void command(String command, long nanoseconds, Outcome outcome) {
          told.add(command + " " + nanoseconds + " " + outcome);
        }

        @Override
        public void event(String name) {
          told.add(name);
        }
      };

  @Test
  void whatIsToldBeforeThereAreMetricsIsHandedOverInOrder() {
    observer.event("RESUME");
    observer.command("query-status", 5, QmpObserver.Outcome.SUCCESS);
    assertEquals(List.of(), told);

    observer.becomes(metrics);
    observer.event("SHUTDOWN");

    assertEquals(List.of("RESUME", "query-status 5 SUCCESS", "SHUTDOWN"), told);
  }

  @Test
  void whoKeepsMuchAsksForTheMetricsOnce() {
    for (int event = 0; event < LateObserver.MANY - 1; event++) {
      observer.event("RTC_CHANGE");
    }
    assertEquals(0, crowded.get());

    observer.event("RTC_CHANGE");
    observer.event("RTC_CHANGE");
    assertEquals(1, crowded.get());
  }
}
