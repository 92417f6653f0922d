package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import java.nio.file.Path;

/**
 * Writes {@code -blockdev} nodes (qemu's {@code qapi/block-core.json}, BlockdevOptions).
 *
 * <p>The format is always named: a guest could write the header of another format into a raw disk
 * and have qemu open any file of the pod at the next start.
 */
final class BlockOptions {
  private BlockOptions() {}

  /** A disk; the node is named like the device. */
  static JsonOption disk(Device.Disk disk) {
    JsonOption node =
        new JsonOption()
            .put("node-name", disk.id())
            .put("driver", disk.format().qemuName())
            .put("read-only", disk.readOnly())
            // Else a disk that can not be written turns read-only in silence.
            .put("auto-read-only", false);
    addDiscard(node, disk);
    node.put("cache", cache(disk.cache()));
    JsonOption file =
        file(disk.path(), disk.blockDevice())
            .put("aio", disk.aio().qemuName())
            .put("cache", cache(disk.cache()));
    if (disk.discard()) {
      file.put("discard", "unmap");
    }
    node.put("file", file);
    if (disk.backing().isPresent()) {
      node.put("backing", backing(disk.backing().get(), disk.cache(), disk.aio()));
    } else if (disk.format() == DiskFormat.QCOW2) {
      // A backing file named only by the image itself is never opened.
      node.putNull("backing");
    }
    return node;
  }

  /** A CD-ROM's medium. */
  static JsonOption cdrom(Device.Cdrom cdrom) {
    return new JsonOption()
        .put("node-name", "cdrom")
        .put("driver", "raw")
        .put("read-only", true)
        .put("file", file(cdrom.image(), cdrom.blockDevice()));
  }

  /** The image with the files of the provisioning; its name is ours, and never a block device. */
  static JsonOption seed(Device.Seed seed) {
    return flash(Device.Seed.ID, seed.image(), true);
  }

  /** A flash chip's content. */
  static JsonOption flash(String name, Path path, boolean readOnly) {
    return new JsonOption()
        .put("node-name", name)
        .put("driver", "raw")
        .put("read-only", readOnly)
        .put("file", file(path, false));
  }

  private static JsonOption backing(Device.Backing backing, CacheMode cache, AioMode aio) {
    JsonOption node =
        new JsonOption()
            .put("driver", backing.format().qemuName())
            .put("read-only", true)
            .put("cache", cache(cache))
            .put(
                "file",
                file(backing.path(), backing.blockDevice())
                    .put("aio", aio.qemuName())
                    .put("cache", cache(cache)));
    if (backing.format() == DiskFormat.QCOW2) {
      node.putNull("backing");
    }
    return node;
  }

  /** Zeroes written by a guest that discards are unmapped too, so that the image stays small. */
  private static void addDiscard(JsonOption node, Device.Disk disk) {
    if (disk.discard()) {
      node.put("discard", "unmap").put("detect-zeroes", "unmap");
    } else {
      node.put("discard", "ignore");
    }
  }

  private static JsonOption file(Path path, boolean blockDevice) {
    return new JsonOption()
        .put("driver", blockDevice ? "host_device" : "file")
        .put("filename", path.toString());
  }

  private static JsonOption cache(CacheMode cache) {
    return new JsonOption().put("direct", cache.direct()).put("no-flush", cache.noFlush());
  }
}
