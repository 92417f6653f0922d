package dev.qemupod.bench;

import java.util.List;
import java.util.Map;

/**
 * A way to give a VM its disk.
 *
 * @param name in the report
 * @param format of the image, as qemu-img has it
 * @param blockDevice whether it is a block device: a loop device over that image
 * @param variables what a pod's spec says for it, beside QEMU_HDA
 */
record DiskWay(String name, String format, boolean blockDevice, Map<String, String> variables) {
  private static final String QCOW2 = "qcow2";
  private static final String RAW = "raw";

  /** That which the others are compared with: nothing is set. */
  static final DiskWay DEFAULT = new DiskWay("qcow2 as it is by default", QCOW2, false, Map.of());

  static final DiskWay THREADS =
      new DiskWay("qcow2, aio threads", QCOW2, false, Map.of("QEMU_HDA_AIO", "threads"));

  static final DiskWay WRITEBACK =
      new DiskWay("qcow2, cache writeback", QCOW2, false, Map.of("QEMU_HDA_CACHE", "writeback"));

  static final DiskWay RAW_FILE =
      new DiskWay("raw file", RAW, false, Map.of("QEMU_HDA_FORMAT", RAW));

  DiskWay {
    variables = Map.copyOf(variables);
  }

  /** All of them, the default first. */
  static List<DiskWay> all() {
    return List.of(
        DEFAULT,
        THREADS,
        new DiskWay("qcow2, aio io_uring", QCOW2, false, Map.of("QEMU_HDA_AIO", "io_uring")),
        WRITEBACK,
        new DiskWay(
            "qcow2, cache writethrough", QCOW2, false, Map.of("QEMU_HDA_CACHE", "writethrough")),
        RAW_FILE,
        new DiskWay("block device", RAW, true, Map.of("QEMU_HDA_FORMAT", RAW)));
  }
}
