package dev.qemupod.supervisor;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The variables that boot the guest that is part of the image; the user's own ones win. */
final class DemoEnvironment {
  /** Set by the launcher: the folder that holds bin, lib and guest. */
  static final String HOME_PROPERTY = "qemupod.home";

  private DemoEnvironment() {}

  /** The user's environment with the demo's defaults below it. */
  static Map<String, String> over(Map<String, String> environment) {
    Path guest = Path.of(System.getProperty(HOME_PROPERTY, ".")).resolve("guest").normalize();
    Map<String, String> all = new HashMap<>();
    all.put("QEMU_KERNEL", guest.resolve("vmlinuz").toString());
    all.put("QEMU_INITRD", guest.resolve("initrd.gz").toString());
    all.put("QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
    all.put("QEMU_NO_SSH", "1");
    all.put("QEMU_READY", "console:GUEST-READY");
    all.putAll(environment);
    return all;
  }
}
