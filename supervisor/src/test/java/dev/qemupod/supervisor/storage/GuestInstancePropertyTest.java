package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class GuestInstancePropertyTest {
  @Property(tries = 300)
  void whateverIsInTheFileTheGuestHasAName(@ForAll byte[] content) throws IOException {
    Path disk = Files.createTempDirectory("instance").resolve("disk");
    Path file = disk.resolveSibling("disk.qemu-pod-instance");
    try {
      Files.write(file, content);
      GuestInstance instance = GuestInstance.inspect(List.of(plan(disk)), "pod", 7);
      assertTrue(instance.id().matches("[A-Za-z0-9._-]+"), instance.id());
      instance.keep();
      assertEquals(instance.id(), GuestInstance.inspect(List.of(plan(disk)), "other", 8).id());
    } finally {
      Files.delete(file);
      Files.delete(disk.getParent());
    }
  }

  private static DiskPlan plan(Path path) {
    return new DiskPlan(
        Disks.at(path).config(),
        new DiskChange.Nothing(),
        DiskFormat.RAW,
        false,
        1,
        CacheMode.NONE,
        AioMode.NATIVE,
        Optional.empty());
  }
}
