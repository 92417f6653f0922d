package dev.qemupod.supervisor.argv;

/** The options of qemu that are not for the user to give, and those without a value. */
final class OwnedOptions {
  private OwnedOptions() {}

  /** What to do instead of giving the option; empty: it may be given. */
  static String instead(String option) {
    return switch (option) {
      case "-m" -> "use QEMU_RAM";
      case "-smp" -> "use QEMU_CPU";
      case "-cpu" -> "use QEMU_CPU_MODEL";
      case "-accel", "-enable-kvm" -> "use QEMU_ACCEL";
      case "-machine", "-M" -> "use QEMU_MACHINE, which takes properties too";
      case "-name" -> "use QEMU_HOSTNAME";
      case "-bios", "-pflash" -> "use QEMU_FIRMWARE";
      case "-kernel" -> "use QEMU_KERNEL";
      case "-initrd" -> "use QEMU_INITRD";
      case "-append" -> "use QEMU_APPEND";
      case "-boot" -> "use QEMU_BOOT";
      case "-hda", "-hdb", "-hdc", "-hdd" -> "use QEMU_HDA to QEMU_HDD";
      case "-cdrom" -> "use QEMU_CDROM";
      case "-snapshot" -> "use QEMU_HDA_BASE to keep an image unchanged";
      case "-net", "-nic" -> "use QEMU_NET_USER_EXTRA, or -netdev with -device for another NIC";
      case "-serial" -> "use QEMU_NO_SERIAL, or -chardev with -device for another port";
      case "-monitor" -> "use -qmp unix:/path,server=on,wait=off, or -mon, for one of your own";
      case "-display", "-nographic", "-curses" -> "use -vnc with -device virtio-vga for a display";
      case "-action", "-no-reboot", "-no-shutdown" ->
          "use QEMU_ON_POWEROFF, QEMU_ON_REBOOT and QEMU_ON_PANIC";
      case "-watchdog", "-watchdog-action" -> "use QEMU_WATCHDOG";
      case "-sandbox" -> "remove it; it is on, and can not be loosened";
      case "-nodefaults", "-no-user-config" -> "remove it; it is given already";
      case "-daemonize" -> "remove it; qemu must stay a child of the supervisor";
      case "-S", "-preconfig", "-incoming" -> "remove it; the guest would not be started";
      case "-version", "-help", "-h" -> "run qemu itself to see its help";
      default -> "";
    };
  }

  /** Whether the next word belongs to the option (qemu's {@code qemu-options.hx}). */
  static boolean takesValue(String option) {
    return switch (option) {
      case "-enable-kvm",
          "-nodefaults",
          "-no-user-config",
          "-daemonize",
          "-S",
          "-s",
          "-preconfig",
          "-no-reboot",
          "-no-shutdown",
          "-nographic",
          "-curses",
          "-snapshot",
          "-full-screen",
          "-usb",
          "-no-fd-bootchk",
          "-no-acpi",
          "-no-hpet",
          "-semihosting",
          "-only-migratable",
          "-win2k-hack",
          "-mem-prealloc",
          "-async-teardown",
          "-version",
          "-help",
          "-h" ->
          false;
      default -> true;
    };
  }
}
