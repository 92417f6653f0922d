package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.VmConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells when the guest will likely not look for its Ignition config, which it does without a word.
 *
 * <p>Ignition does not look at the hardware: it reads fw_cfg if the kernel's command line has
 * {@code ignition.platform.id=qemu} (Fedora CoreOS), or if the initramfs takes the machine for qemu
 * and nothing there says otherwise (Flatcar, Container Linux: {@code flatcar.oem.id}, {@code
 * coreos.oem.id}); and only on the first boot, which the boot loader tells it.
 */
public final class IgnitionSight {
  private static final String APPEND = "QEMU_APPEND";
  private static final String FIRST_BOOT = "ignition.firstboot";
  private static final String PLATFORM = "ignition.platform.id";

  /** The names of the first boot of Flatcar and Container Linux, and of an early Fedora CoreOS. */
  private static final List<String> OTHER_FIRST_BOOTS =
      List.of("flatcar.first_boot", "coreos.first_boot", "coreos.firstboot");

  private static final List<String> PLATFORMS =
      List.of(PLATFORM, "flatcar.oem.id", "coreos.oem.id");

  private final VmConfig config;
  private final GuestIgnition ignition;

  private IgnitionSight(VmConfig config, GuestIgnition ignition) {
    this.config = config;
    this.ignition = ignition;
  }

  /** What to change in the settings; nothing where keys alone are given, to whatever guest. */
  public static List<Problem> warnings(VmConfig config, GuestIgnition ignition) {
    if (!ignition.isUsers() || config.boot().kernel().isEmpty()) {
      // A boot loader gives the kernel what the image's maker put there.
      return List.of();
    }
    return new IgnitionSight(config, ignition).kernelWarnings();
  }

  /**
   * What to say if TCG runs the guest.
   *
   * @param likely whether a guest that reads such a config may well be one that ignores it there
   */
  public record UnderTcg(boolean likely, Problem advice) {}

  /**
   * What to say if TCG runs the guest: systemd before 234, or any under a qemu before 2.10, takes
   * TCG for an unknown hypervisor, and so Container Linux itself for a machine that booted by PXE.
   *
   * @return empty where it can not matter
   */
  public static Optional<UnderTcg> underTcg(VmConfig config, GuestIgnition ignition) {
    IgnitionSight sight = new IgnitionSight(config, ignition);
    String model = config.platform().cpuModel().orElse("");
    if (!ignition.isUsers()
        || config.platform().arch() != Arch.X86_64
        || model.contains("-hypervisor")
        || model.contains("hypervisor=off")
        || sight.namesQemu()) {
      return Optional.empty();
    }
    String advice =
        ignition.isOld()
            ? "is given to a guest under TCG: Container Linux with a systemd before 234 (2017) does"
                + " not recognise qemu there and ignores its config without a word. If this guest"
                + " does, set QEMU_CPU_MODEL="
                + (model.isEmpty() ? "max" : model)
                + ",-hypervisor; Flatcar and newer ones need nothing"
            : "is given to a guest under TCG. Should it be ignored, operations.md says why, under"
                + " \"Ignition is not picked up\"";
    return Optional.of(new UnderTcg(ignition.isOld(), new Problem(ignition.variable(), advice)));
  }

  private List<Problem> kernelWarnings() {
    List<Problem> warnings = new ArrayList<>();
    for (String name : PLATFORMS) {
      Optional<String> platform = value(name);
      if (platform.isPresent() && !platform.get().equals("qemu")) {
        warnings.add(
            warning(
                "has "
                    + name
                    + " of another platform than qemu, so that Ignition does not look for "
                    + ignition.variable()
                    + "; write "
                    + name
                    + "=qemu"));
      }
    }
    if (!isFirstBoot()) {
      warnings.add(
          warning(
              "has neither ignition.firstboot (Fedora CoreOS) nor flatcar.first_boot=1 (Flatcar),"
                  + " without which Ignition does not run; add ignition.firstboot"
                  + " ignition.platform.id=qemu or flatcar.first_boot=1 for the first boot"));
    } else if (isFedorasFirstBoot() && value(PLATFORM).isEmpty()) {
      warnings.add(
          warning(
              "has ignition.firstboot without ignition.platform.id, with which Fedora CoreOS stops"
                  + " in an emergency shell; add ignition.platform.id=qemu"));
    }
    return warnings;
  }

  private static Problem warning(String text) {
    return new Problem(APPEND, text);
  }

  /** Whether the kernel is told of a first boot each time it boots. */
  static boolean isAlwaysFirstBoot(VmConfig config, GuestIgnition ignition) {
    return config.boot().kernel().isPresent() && new IgnitionSight(config, ignition).isFirstBoot();
  }

  private boolean isFirstBoot() {
    return isFedorasFirstBoot() || isAnothersFirstBoot();
  }

  private boolean isFedorasFirstBoot() {
    Optional<String> first = value(FIRST_BOOT);
    return first.isPresent() && !first.get().equals("0");
  }

  private boolean isAnothersFirstBoot() {
    for (String name : OTHER_FIRST_BOOTS) {
      if (value(name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private boolean namesQemu() {
    for (String name : PLATFORMS) {
      if (value(name).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The last value of a word of the kernel's command line; empty text: a word without one. */
  private Optional<String> value(String name) {
    Optional<String> value = Optional.empty();
    String line = config.boot().append().orElse("") + " ";
    int start = 0;
    for (int end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', start)) {
      String word = line.substring(start, end).replace("\"", "");
      if (word.equals(name)) {
        value = Optional.of("");
      } else if (word.startsWith(name + "=")) {
        value = Optional.of(word.substring(name.length() + 1));
      }
      start = end + 1;
    }
    return value;
  }
}
