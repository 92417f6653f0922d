package dev.qemupod.bench;

import java.util.List;

/**
 * The work: stress-ng, from the same files in each place, as shell scripts whose output {@link
 * GuestOutput} reads.
 */
final class GuestWork {
  /**
   * One worker of each. One method of each, too: without that a slower machine would not only do
   * less, but other things, as stress-ng takes one method after the other.
   */
  static final List<String> STRESSORS =
      List.of("--cpu 1 --cpu-method int64", "--io 1", "--vm 1 --vm-bytes 64M --vm-method flip");

  /** What follows these words on a line is the name of a place. */
  static final String BEGIN = "STRESS in ";

  static final String END = "STRESS is over";

  private static final int SECONDS = 5;
  private static final String COMMON =
      " --timeout " + SECONDS + "s --metrics-brief --temp-path /tmp";

  /** The container has /proc and /sys from podman; for the others they are mounted. */
  private static final String BARE =
      """
      bare() {
        unshare --mount sh -c "mount -t proc proc $root/proc && mount -t sysfs sysfs $root/sys && exec chroot $root $*"
      }
      contained() {
        podman run --rm --network none --rootfs $root "$@"
      }
      """;

  /** Once nothing of the boot runs any more, and nothing of that echoes. */
  private static final String SETTLED =
      """
      exec >/dev/console 2>&1
      mount LABEL=stress $root
      systemctl is-system-running --wait
      sleep 5
      """;

  private GuestWork() {}

  /**
   * The script for the pod.
   *
   * @param root the folder with stress-ng; its path has nothing that a shell would understand
   */
  static String inPod(String root) {
    return "exec 2>&1\nroot="
        + root
        + "\n"
        + BARE
        + "bare stress-ng --version\n"
        + in(GuestPlace.POD)
        + over();
  }

  /** The script for the VM, which does the work outside and inside of a container. */
  static String inGuest(boolean containerFirst) {
    String vm = in(GuestPlace.VM);
    String container = in(GuestPlace.CONTAINER);
    return "root=/mnt\n"
        + BARE
        + SETTLED
        + (containerFirst ? container + vm : vm + container)
        + over();
  }

  private static String in(GuestPlace place) {
    StringBuilder script = new StringBuilder("echo '" + BEGIN + place.title() + "'\n");
    String runner = place == GuestPlace.CONTAINER ? "contained" : "bare";
    for (String stressor : STRESSORS) {
      script.append(runner + " stress-ng " + stressor + COMMON + "\n");
    }
    return script.toString();
  }

  private static String over() {
    return "echo '" + END + "'\n";
  }
}
