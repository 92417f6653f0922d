package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.QemusDraft.Switch;

/** Translates qemus/qemu's names for the screen, the console, shutdown, log and everything else. */
final class QemusService {
  private static final String SCREEN =
      "remove it, and for a screen add -device virtio-vga -vnc 127.0.0.1:0 to ARGUMENTS, for"
          + " kubectl port-forward";
  private static final String NO_SCREEN = "and there is no screen here: the console is serial";
  private static final String[] WEB_TUNING = {
    "WEB_PORT",
    "VNC_PORT",
    "WSS_PORT",
    "WSD_PORT",
    "AUX_PORT",
    "SOUND",
    "LOSSY",
    "PROTECT",
    "USERNAME",
    "PASSWORD",
    "PASS",
    "MOUSE",
    "RENDERNODE"
  };
  private static final String[] BALLOON_TUNING = {
    "MIN_MEM", "RAM_THRESHOLD", "RAM_THRESHOLD_HARD", "PSI_PRESSURE", "PSI_PRESSURE_MAX",
    "HYSTERESIS", "KP", "KI", "INTERVAL", "DEBUG"
  };

  private final QemusDraft draft;

  QemusService(QemusDraft draft) {
    this.draft = draft;
  }

  void read() {
    screen();
    console();
    shutdown();
    log();
    usb();
    for (String name : BALLOON_TUNING) {
      draft.noEffect(
          "BALLOONING_" + name, "the balloon follows the pod's memory limit, not the node's RAM");
    }
    draft.noEffect("CONNECTIONS", "there is no aria2 here");
    draft.noEffect("PCI_BUS", "the places of the devices are chosen here");
    String[] words = draft.value("ARGUMENTS").split("\\s+", -1);
    if (draft.isSet("ARGUMENTS")) {
      draft.argument("ARGUMENTS", words);
    }
  }

  private void screen() {
    String display = draft.word("DISPLAY");
    if (!display.isEmpty() && !display.equals("none") && !display.equals("disabled")) {
      draft.refuse("DISPLAY", "none", NO_SCREEN, SCREEN);
    }
    if (draft.isSet("VGA") && !draft.word("VGA").equals("none")) {
      draft.refuse("VGA", "none", NO_SCREEN, SCREEN);
    }
    draft.refuseOn("WEB", NO_SCREEN, SCREEN);
    draft.refuseOn("GPU", NO_SCREEN, "remove it");
    draft.refuseOn("AUDIO", "and there is no sound here", "remove it");
    for (String name : WEB_TUNING) {
      draft.noEffect(name, "there is neither a screen nor a web interface here");
    }
  }

  private void console() {
    String serial = draft.word("SERIAL");
    if (draft.isOff("SERIAL")) {
      draft.map("SERIAL", VariableCatalog.NO_SERIAL.name(), "1");
    } else if (!serial.isEmpty() && !serial.equals("mon:stdio") && !serial.equals("stdio")) {
      draft.refuse(
          "SERIAL",
          "mon:stdio or none",
          "add another port with -chardev and -device isa-serial in ARGUMENTS");
    }
    for (String name : new String[] {"MONITOR", "QMP"}) {
      if (draft.isSet(name) && !draft.isOff(name)) {
        draft.refuse(
            name,
            "left out",
            "and the guest's monitor belongs to the supervisor",
            "add one of your own with -qmp unix:/path,server=on,wait=off in ARGUMENTS");
      }
    }
  }

  private void shutdown() {
    String variable = VariableCatalog.SHUTDOWN_TIMEOUT.name();
    if (draft.flag("SHUTDOWN") == Switch.OFF) {
      draft.refuse(
          "SHUTDOWN", "Y", "which cuts the guest's power", "set TIMEOUT=1 if that is meant");
    }
    String seconds = draft.value("TIMEOUT");
    if (!seconds.isEmpty() && PortNumber.parse(seconds) < 0) {
      draft.refuse("TIMEOUT", "a number of seconds", "write one such as 50");
    } else if (!seconds.isEmpty()) {
      draft.map("TIMEOUT", variable, seconds + "s");
    }
  }

  private void log() {
    boolean debug = draft.flag("DEBUG") == Switch.ON;
    if (draft.flag("TRACE") == Switch.ON) {
      draft.map("TRACE", VariableCatalog.LOG_LEVEL.name(), "trace");
    } else if (debug) {
      draft.map("DEBUG", VariableCatalog.LOG_LEVEL.name(), "debug");
    }
  }

  private void usb() {
    if (draft.isSet("USB") && !draft.isOff("USB")) {
      draft.refuse(
          "USB",
          "left out",
          "and the guest has no USB controller here",
          "add one with -device qemu-xhci in ARGUMENTS");
    }
  }
}
