package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.config.ProxyRules;
import dev.qemupod.supervisor.config.RemoteImage;
import dev.qemupod.supervisor.fetch.FileServer;
import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.fetch.Timing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume of images that is too small, and one that two pods have. */
class ImageVolumeIT {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  /** Tells nobody, but lets the test wait until something is said. */
  private static final class Notes implements ImageObserver {
    private final CountDownLatch waiting = new CountDownLatch(1);

    @Override
    public void progress(ImageProgress image) {}

    @Override
    public void note(String sentence) {
      if (sentence.contains("another pod")) {
        waiting.countDown();
      }
    }
  }

  private static void fetch(String url, Path target, ImageObserver observer) throws Exception {
    FetchConfig config =
        new FetchConfig(64L * MIB, Optional.empty(), Optional.empty(), ProxyRules.none());
    ImageUrl image = ImageUrl.of(URI.create(url)).orElseThrow();
    new ImageFetcher(config, Timing.usual(), "qemu-img", new StopSwitch(), observer)
        .fetch(new ImageJob("QEMU_HDA", new RemoteImage(image, Optional.empty()), target, true));
  }

  /** A raw disk of 8 MiB that takes two of them, packed or not. */
  private static byte[] packedDisk() throws IOException {
    byte[] disk = new byte[8 * MIB];
    byte[] some = new byte[2 * MIB];
    new Random(3).nextBytes(some);
    System.arraycopy(some, 0, disk, MIB, some.length);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(disk);
    }
    return packed.toByteArray();
  }

  @Test
  void aVolumeThatFillsUpWhileAnImageIsUnpackedIsToldAndTheDownloadIsKept() throws Exception {
    Path disks = Files.createDirectory(folder.resolve("disks"));
    run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disks.toString());
    try (FileServer server = FileServer.start(FileServer.file(packedDisk(), "\"a\""))) {
      Path target = disks.resolve("hda.qcow2");
      String url = server.url("/disk.gz");
      StorageException full =
          assertThrows(StorageException.class, () -> fetch(url, target, new Notes()));
      assertEquals(StorageException.Kind.FACILITY, full.kind());
      assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full::getMessage);
      assertTrue(Files.notExists(target));
      assertTrue(
          Files.notExists(disks.resolve(".hda.qcow2.unpacked")), "the room is not given back");

      run("mount", "-o", "remount,size=32m", disks.toString());
      fetch(url, target, new Notes());
      assertEquals(1, server.requests().size(), "what was there was fetched again");
      assertTrue(Files.size(target) > 2L * MIB);
    } finally {
      run("umount", disks.toString());
    }
  }

  @Test
  void ofTwoPodsAtOneImageOneFetchesAndTheOtherWaits() throws Exception {
    byte[] served = packedDisk();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FileServer.Behaviour file = FileServer.file(served, "\"a\"");
    FileServer.Behaviour held =
        (request, out) -> {
          asked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
          }
          file.answer(request, out);
        };
    Path target = folder.resolve("base.qcow2");
    try (FileServer server = FileServer.start(held);
        ExecutorService pods = Executors.newVirtualThreadPerTaskExecutor()) {
      String url = server.url("/disk.gz");
      Future<byte[]> first = pods.submit(() -> fetched(url, target, new Notes()));
      asked.await();
      Notes notes = new Notes();
      Future<byte[]> second = pods.submit(() -> fetched(url, target, notes));
      notes.waiting.await();
      goOn.countDown();
      assertArrayEquals(first.get(), second.get());
      assertEquals(List.of("/disk.gz"), targets(server));
    }
  }

  private static byte[] fetched(String url, Path target, ImageObserver observer) throws Exception {
    fetch(url, target, observer);
    return Files.readAllBytes(target);
  }

  private static List<String> targets(FileServer server) {
    return server.requests().stream().map(FileServer.Request::target).toList();
  }

  private static void run(String... command) throws Exception {
    assertEquals(
        0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
  }
}
