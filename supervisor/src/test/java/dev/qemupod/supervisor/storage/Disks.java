package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A QEMU_HDA as a test describes it. */
record Disks(
    Path path,
    OptionalLong size,
    Optional<DiskFormat> format,
    Optional<Path> base,
    boolean readOnly,
    Optional<CacheMode> cache,
    Optional<AioMode> aio) {
  static Disks at(Path path) {
    return new Disks(
        path,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  Disks size(long bytes) {
    return new Disks(path, OptionalLong.of(bytes), format, base, readOnly, cache, aio);
  }

  Disks format(DiskFormat asked) {
    return new Disks(path, size, Optional.of(asked), base, readOnly, cache, aio);
  }

  Disks base(Path image) {
    return new Disks(path, size, format, Optional.of(image), readOnly, cache, aio);
  }

  Disks asReadOnly() {
    return new Disks(path, size, format, base, true, cache, aio);
  }

  Disks cache(CacheMode asked) {
    return new Disks(path, size, format, base, readOnly, Optional.of(asked), aio);
  }

  Disks aio(AioMode asked) {
    return new Disks(path, size, format, base, readOnly, cache, Optional.of(asked));
  }

  DiskConfig config() {
    return new DiskConfig(
        "QEMU_HDA", "hda", path, size, format, base, readOnly, cache, aio, true, Optional.empty());
  }
}
