package dev.qemupod.supervisor.host;

import java.util.Map;
import java.util.Set;

/**
 * The environment a child gets: only what changes how a program finds its files and speaks.
 *
 * <p>A pod's environment often carries secrets, of the guest (QEMU_IGNITION) or of whatever else
 * the pod's author mounted by {@code envFrom}. qemu runs hostile code one bug away, and needs none
 * of them.
 */
public final class ChildEnvironment {
  private static final Set<String> KEPT =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TMPDIR",
          "XDG_RUNTIME_DIR",
          "LD_LIBRARY_PATH",
          "QEMU_MODULE_DIR",
          "G_MESSAGES_DEBUG",
          "SLIRP_DEBUG",
          "LIBUSB_DEBUG",
          "MALLOC_ARENA_MAX",
          "GLIBC_TUNABLES");

  private ChildEnvironment() {}

  /** Removes all other variables. */
  public static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(name -> !KEPT.contains(name) && !name.startsWith("LC_"));
  }
}
