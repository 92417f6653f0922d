package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One pod of the sizing torture.
 *
 * @param mebibytes its memory limit
 * @param vcpus of its guest
 * @param devices of its guest
 * @param cache of its guest's disks; {@link Cache#NONE} where there are none
 */
record SizingCell(int mebibytes, int vcpus, Devices devices, Cache cache) {
  private static final List<Integer> LIMITS = List.of(256, 512, 1024, 2048, 4096);
  private static final List<Integer> VCPUS = List.of(1, 2, 4);
  private static final List<Cache> CACHES = List.of(Cache.values());
  private static final int GIB = 1024;
  private static final int PARTS = 4;

  /** What the guest has beside memory and vCPUs. */
  enum Devices {
    /** A kernel and an initrd, and nothing else. */
    MINIMAL(0, false, false),
    /** It boots from its disk, and has a network card. */
    DISK_NIC(1, true, false),
    /** Kernel and initrd, two disks, a network card, a watchdog, the guest agent. */
    ALL(2, true, true);

    private final int disks;
    private final boolean network;
    private final boolean agent;

    Devices(int disks, boolean network, boolean agent) {
      this.disks = disks;
      this.network = network;
      this.agent = agent;
    }

    int disks() {
      return disks;
    }

    boolean network() {
      return network;
    }

    boolean agent() {
      return agent;
    }
  }

  /** How qemu uses the host's page cache for a disk. */
  enum Cache {
    NONE,
    DIRECTSYNC,
    WRITEBACK,
    WRITETHROUGH,
    UNSAFE
  }

  /** The cells that tell most in a quarter of an hour. */
  static List<SizingCell> usual() {
    List<SizingCell> cells = new ArrayList<>();
    for (int limit : LIMITS) {
      cells.add(new SizingCell(limit, 1, Devices.DISK_NIC, Cache.NONE));
    }
    cells.add(new SizingCell(GIB, 2, Devices.DISK_NIC, Cache.NONE));
    cells.add(new SizingCell(GIB, 4, Devices.DISK_NIC, Cache.NONE));
    cells.add(new SizingCell(GIB, 1, Devices.MINIMAL, Cache.NONE));
    cells.add(new SizingCell(GIB, 1, Devices.ALL, Cache.NONE));
    for (int limit : List.of(GIB / 2, GIB)) {
      for (Cache cache : Cache.values()) {
        if (cache != Cache.NONE) {
          cells.add(new SizingCell(limit, 1, Devices.DISK_NIC, cache));
        }
      }
    }
    return cells;
  }

  /**
   * Any two of limit, vCPUs, devices and cache meet in one of these thirty, the few that have no
   * disks aside: as much as a matrix shows of what two of them do together.
   */
  static List<SizingCell> pairs() {
    List<SizingCell> cells = new ArrayList<>();
    for (int limit = 0; limit < LIMITS.size(); limit++) {
      for (int cache = 0; cache < CACHES.size(); cache++) {
        int step = limit + cache;
        cells.add(
            new SizingCell(
                LIMITS.get(limit),
                VCPUS.get(step % VCPUS.size()),
                step % 2 == 0 ? Devices.DISK_NIC : Devices.ALL,
                CACHES.get(cache)));
      }
      cells.add(
          new SizingCell(
              LIMITS.get(limit), VCPUS.get(limit % VCPUS.size()), Devices.MINIMAL, Cache.NONE));
    }
    return cells;
  }

  /** The whole matrix. */
  static List<SizingCell> all() {
    List<SizingCell> cells = new ArrayList<>();
    for (int limit : LIMITS) {
      for (int vcpus : VCPUS) {
        for (Devices devices : Devices.values()) {
          for (Cache cache : Cache.values()) {
            if (devices.disks() > 0 || cache == Cache.NONE) {
              cells.add(new SizingCell(limit, vcpus, devices, cache));
            }
          }
        }
      }
    }
    return cells;
  }

  /** Reads {@code 1Gi/2/disk-nic/none}. */
  static SizingCell parse(String text) throws BenchException {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == PARTS) {
        return new SizingCell(
            limit(parts[0]),
            Integer.parseUnsignedInt(parts[1]),
            Devices.valueOf(constant(parts[2])),
            Cache.valueOf(constant(parts[3])));
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new BenchException(
        "a cell is LIMIT/VCPUS/DEVICES/CACHE such as 512Mi/1/disk-nic/writeback, with the devices"
            + " minimal, disk-nic or all, but was: "
            + text);
  }

  private static int limit(String text) {
    int number = Integer.parseUnsignedInt(text.substring(0, Math.max(0, text.length() - 2)));
    return switch (text.substring(text.length() - 2)) {
      case "Mi" -> number;
      case "Gi" -> Math.multiplyExact(number, GIB);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static String constant(String text) {
    return text.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The cache as {@code QEMU_HDA_CACHE} has it. */
  String cacheWord() {
    return word(cache);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String limit = mebibytes % GIB == 0 ? mebibytes / GIB + "Gi" : mebibytes + "Mi";
    return limit + "/" + vcpus + "/" + word(devices) + "/" + cacheWord();
  }
}
