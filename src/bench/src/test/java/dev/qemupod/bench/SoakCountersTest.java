package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakCountersTest {
  private static final String PAGE =
      """
      # HELP qemu_vm_pauses_total Times the VM was stopped, by the state it went to.
      # TYPE qemu_vm_pauses_total counter
      qemu_vm_pauses_total{state="io-error"} 2.0
      qemu_vm_pauses_total{state="paused"} 1.0
      qemu_vm_pauses_total_of_another 9
      qemu_vm_resets_total{initiator="guest",reason="guest-reset"} 0.0
      qemu_qmp_events_total{event="STOP"} 3.0
      qemu_qmp_events_total{event="RESUME"} 2.0
      qemu_vm_info{machine="q35",name="a name with spaces"} 1
      process_open_fds 45.0
      some_limit +Inf
      # EOF
      """;

  private final MetricsText metrics = MetricsText.parse(PAGE);

  @Test
  void seriesAreFoundByNameAndLabels() {
    assertEquals(45, metrics.value("process_open_fds"));
    assertEquals(1, metrics.value("qemu_vm_pauses_total{state=\"paused\"}"));
    assertEquals(0, metrics.value("qemu_vm_pauses_total{state=\"suspended\"}"));
    assertEquals(1, metrics.value("qemu_vm_info{machine=\"q35\",name=\"a name with spaces\"}"));
    assertEquals(Double.POSITIVE_INFINITY, metrics.value("some_limit"));
  }

  @Test
  void aMetricIsToldByItsLabel() {
    assertEquals(Map.of("STOP", 3L, "RESUME", 2L), metrics.byLabel("qemu_qmp_events_total"));
  }

  @Test
  void countersThatAgreeAreNotToldOf() {
    assertEquals(List.of(), SoakCounters.disagreements(ledger(1), metrics));
  }

  @Test
  void aPauseThatWasNotCountedIs() {
    List<String> wrong = SoakCounters.disagreements(ledger(2), metrics);
    assertEquals(1, wrong.size());
    assertEquals(
        "qemu_vm_pauses_total{state=\"paused\"} is 1, but it happened 2 times", wrong.getFirst());
  }

  @Test
  void pingsThatNeverCameAndAFullDiskThatWasNotSeenAre() {
    Ledger ledger = new Ledger();
    ledger.add("pause", 1);
    ledger.add("disk-full", 3);
    List<String> wrong = SoakCounters.disagreements(ledger, metrics);
    assertEquals(2, wrong.size(), wrong.toString());
    assertTrue(wrong.getFirst().contains("io-error"), wrong.toString());
    assertTrue(wrong.getLast().contains("ping"), wrong.toString());
  }

  @Test
  void allFailuresAreCountedAndTheFirstTold() {
    Ledger ledger = new Ledger();
    for (int i = 0; i < 1000; i++) {
      ledger.failure(i, "something");
    }
    assertEquals(1000, ledger.failures());
    assertEquals(50, ledger.told().size());
    assertEquals("second 0: something", ledger.told().getFirst());
  }

  private static Ledger ledger(int pauses) {
    Ledger ledger = new Ledger();
    ledger.add("pause", pauses);
    ledger.add("disk-full", 2);
    ledger.add(SoakCounters.PINGS, 7);
    return ledger;
  }
}
