package dev.qemupod.supervisor.argv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.machine.MachineSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots real firmware from our virtio devices, which no golden file can vouch for. */
final class BootOrderIT {
  @TempDir private Path root;

  @Test
  void theFirstDiskBootsByDefault() throws Exception {
    write("hda.raw", BootMedia.disk('a'));
    write("hdb.raw", BootMedia.disk('b'));
    write("install.iso", BootMedia.cd('d'));
    assertEquals("a", boot("x86_64-boot"));
  }

  @Test
  void theCdromBootsWhenItIsAskedFor() throws Exception {
    write("hda.raw", BootMedia.disk('a'));
    write("hdb.raw", BootMedia.disk('b'));
    write("install.iso", BootMedia.cd('d'));
    assertEquals("d", boot("x86_64-boot-cdrom"));
  }

  @Test
  void theCdromBootsWhileTheDiskIsBlank() throws Exception {
    write("hda.raw", BootMedia.blank());
    write("hdb.raw", BootMedia.blank());
    write("install.iso", BootMedia.cd('d'));
    assertEquals("d", boot("x86_64-boot"));
  }

  private void write(String name, byte[] content) throws Exception {
    Files.write(root.resolve(name), content);
  }

  private String boot(String variant) throws Exception {
    MachineSpec spec = new ArgvVariants(root, Path.of("/usr/share")).get(variant);
    QemuArgv argv = ArgvBuilder.build("qemu-system-x86_64", spec, List.of());
    Process process =
        new ProcessBuilder(argv.words()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return CompletableFuture.supplyAsync(() -> firstLetter(process)).get(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLetter(Process process) {
    try {
      return Character.toString(process.getInputStream().read());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
