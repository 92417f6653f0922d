package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares what a soak did with what the supervisor counted. */
final class SoakCounters {
  static final String PINGS = "agentPingsAnswered";
  static final String RESETS = "qemu_vm_resets_total{initiator=\"guest\",reason=\"guest-reset\"}";
  static final String PAUSES = "qemu_vm_pauses_total{state=\"paused\"}";
  static final String IO_ERROR_PAUSES = "qemu_vm_pauses_total{state=\"io-error\"}";
  private static final String DROPPED = "qemu_console_dropped_bytes_total";
  private static final String PANICS = "qemu_vm_guest_panics_total{action=\"pause\"}";

  private SoakCounters() {}

  /** The name under which an activity is counted. */
  static String activity(SoakActivity activity) {
    return activity.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The series of restarts for a reason. */
  static String restarts(String reason) {
    return "qemu_vm_restarts_total{reason=\"" + reason + "\"}";
  }

  /** What does not agree. */
  static List<String> disagreements(Ledger ledger, MetricsText metrics) {
    List<String> wrong = new ArrayList<>();
    exactly(wrong, metrics, PAUSES, ledger.count(activity(SoakActivity.PAUSE)));
    exactly(wrong, metrics, RESETS, ledger.count(activity(SoakActivity.REBOOT)));
    exactly(wrong, metrics, restarts("poweroff"), ledger.count(activity(SoakActivity.POWEROFF)));
    exactly(wrong, metrics, restarts("panic"), ledger.count(activity(SoakActivity.PANIC)));
    exactly(wrong, metrics, restarts("crash"), 0);
    exactly(wrong, metrics, PANICS, ledger.count(activity(SoakActivity.PANIC)));
    exactly(wrong, metrics, DROPPED, 0);
    if (metrics.value(IO_ERROR_PAUSES) < ledger.count(activity(SoakActivity.DISK_FULL))) {
      wrong.add(told(metrics, IO_ERROR_PAUSES) + " is less than the disk was full");
    }
    if (ledger.count(PINGS) == 0) {
      wrong.add("the guest's agent has heard no ping");
    }
    return wrong;
  }

  private static void exactly(
      List<String> wrong, MetricsText metrics, String series, long expected) {
    if (Math.round(metrics.value(series)) != expected) {
      wrong.add(told(metrics, series) + ", but it happened " + expected + " times");
    }
  }

  private static String told(MetricsText metrics, String series) {
    return series + " is " + Math.round(metrics.value(series));
  }
}
