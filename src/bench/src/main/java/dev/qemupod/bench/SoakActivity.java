package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;

/** What is done to the guest, again and again. */
enum SoakActivity {
  /** QMP's stop and cont, from a monitor that is not the supervisor's. */
  PAUSE,
  /** The balloon, down and up again. */
  BALLOON,
  /** The guest sets its clock: RTC_CHANGE. */
  CLOCK,
  /** Thousands of lines on the serial console, of which none may be lost. */
  CONSOLE,
  /** A disk without space while the guest writes; the supervisor resumes the guest by itself. */
  DISK_FULL,
  /** The guest agent freezes and comes back. */
  AGENT,
  /** The guest reboots inside its qemu. */
  REBOOT,
  /** The guest powers off, and the supervisor starts qemu anew. */
  POWEROFF,
  /** The guest's kernel panics, and the supervisor starts qemu anew. */
  PANIC;

  private static final int REBOOT_EVERY = 2;

  /** Not more often: the supervisor waits longer before each restart, up to a minute. */
  private static final int RESTART_EVERY = 5;

  /**
   * What a cycle consists of, in this order. In each sixth of half an hour qemu is restarted once,
   * so that what a restart leaks shows between the windows that are compared.
   *
   * @param cycle counted from 1
   */
  static List<SoakActivity> ofCycle(int cycle) {
    List<SoakActivity> activities =
        new ArrayList<>(List.of(PAUSE, BALLOON, CLOCK, CONSOLE, DISK_FULL));
    if (cycle % RESTART_EVERY == 2) {
      activities.add(cycle / RESTART_EVERY % 2 == 0 ? POWEROFF : PANIC);
    } else if (cycle % REBOOT_EVERY == 1) {
      activities.add(AGENT);
      activities.add(REBOOT);
    }
    return activities;
  }
}
