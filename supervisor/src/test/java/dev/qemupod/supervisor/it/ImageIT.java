package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.stub;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.fetch.FileServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are named by URL, from an empty volume to a guest. */
class ImageIT {
  private static final int SIZE = 4 << 20;
  private static final int HALF = SIZE / 2;

  @TempDir Path folder;
  private final byte[] image = new byte[SIZE];
  private final CountDownLatch tested = new CountDownLatch(1);

  @BeforeEach
  void fill() {
    new Random(5).nextBytes(image);
    image[0] = 0;
  }

  private Path disk() {
    return folder.resolve("hda.qcow2");
  }

  private Map<String, String> named(FileServer server) throws Exception {
    String url = server.url("/image.raw?sig=s3cret").replace("://", "://me:s3cret@");
    return with(stub("serve"), Map.of("QEMU_HDA", url, "QEMU_IMAGE_DIR", folder.toString()));
  }

  /** Half of the file, and then nothing for as long as the test takes. */
  private FileServer.Behaviour stalling(CountDownLatch begun) {
    return (request, out) -> {
      FileServer.head(out, "200 OK", "ETag: \"a\"", "Content-Length: " + SIZE);
      out.write(image, 0, HALF);
      out.flush();
      begun.countDown();
      hold(out);
    };
  }

  private void hold(OutputStream out) throws IOException {
    try {
      tested.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  private void assertNoSecret(String text) {
    assertFalse(text.contains("s3cret"), text);
  }

  @Test
  void healthAnswersWhileAnImageIsFetchedAndTheNextStartGoesOnWithIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (FileServer server = FileServer.start(stalling(begun), FileServer.file(image, "\"a\""))) {
      Map<String, String> variables = named(server);
      try (SupervisorProcess vm = SupervisorProcess.start(variables)) {
        begun.await();
        vm.awaitMetric("qemu_image_step{step=\"downloading\",variable=\"QEMU_HDA\"} 1");
        vm.awaitMetric("qemu_image_step_ratio{variable=\"QEMU_HDA\"} 0.5");
        assertEquals(200, vm.get("/livez").statusCode(), vm::story);
        assertEquals(503, vm.get("/readyz").statusCode(), vm::story);
        assertEquals(503, vm.get("/startupz").statusCode(), vm::story);
        assertTrue(vm.get("/startupz").body().contains("50 %"), vm.get("/startupz").body());
        String status = vm.get("/status").body();
        assertTrue(status.contains("\"step\":\"downloading\",\"percent\":50"), status);
        assertNoSecret(status + vm.get("/metrics").body());
        assertNoSecret(vm.supervisor().info().toString());
        vm.signal("KILL");
        vm.awaitExit();
        assertNoSecret(vm.story());
      }
      assertFalse(Files.exists(disk()));
      try (SupervisorProcess vm = SupervisorProcess.start(variables)) {
        vm.awaitConsole("STUB");
        assertTrue(vm.log().contains(HALF + " bytes are there"), vm::story);
        assertEquals(HALF, server.requests().get(1).rangeStart());
        vm.awaitMetric("qemu_image_step{step=\"ready\",variable=\"QEMU_HDA\"} 1");
        assertNoSecret(vm.get("/status").body() + vm.get("/metrics").body());
        vm.terminate();
        vm.awaitExit();
        assertNoSecret(vm.story());
      }
      long written = Files.getLastModifiedTime(disk()).toMillis();
      try (SupervisorProcess vm = SupervisorProcess.start(variables)) {
        vm.awaitConsole("STUB");
        assertEquals(2, server.requests().size(), vm::story);
        assertEquals(written, Files.getLastModifiedTime(disk()).toMillis());
      }
      assertChangeIsRefused(variables);
    } finally {
      tested.countDown();
    }
  }

  /** Of the URL: the disk is the guest's by now. */
  private void assertChangeIsRefused(Map<String, String> variables) throws Exception {
    byte[] before = Files.readAllBytes(disk());
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(variables, Map.of("QEMU_HDA", "http://u:s3cret@h/new")))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("never replaced"), vm::story);
      assertNoSecret(vm.story());
    }
    assertTrue(Arrays.equals(before, Files.readAllBytes(disk())));
  }

  @Test
  void aStopEndsADownloadAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (FileServer server = FileServer.start(stalling(begun));
        SupervisorProcess vm = SupervisorProcess.start(named(server))) {
      begun.await();
      vm.awaitMetric("qemu_image_step_ratio{variable=\"QEMU_HDA\"} 0.5");
      long asked = System.nanoTime();
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, () -> took + vm.story());
      assertTrue(vm.lastLogLine().contains("Stopped by SIGTERM"), vm::story);
    } finally {
      tested.countDown();
    }
  }

  @Test
  void anOverlayIsMadeOnABaseThatIsFetched() throws Exception {
    try (FileServer server = FileServer.start(FileServer.file(image, "\"a\""))) {
      Map<String, String> variables =
          with(
              stub("serve"),
              Map.of("QEMU_HDA", disk().toString(), "QEMU_HDA_BASE", server.url("/base.img")));
      for (int start = 0; start < 2; start++) {
        try (SupervisorProcess vm = SupervisorProcess.start(variables)) {
          vm.awaitConsole("STUB");
        }
      }
      assertEquals(1, server.requests().size());
      Path base = only("base-*.qcow2");
      Files.delete(base);
      try (SupervisorProcess vm = SupervisorProcess.start(variables)) {
        assertEquals(78, vm.awaitExit(), vm::story);
        assertTrue(vm.log().contains("an overlay fits no other image"), vm::story);
      }
      assertEquals(1, server.requests().size());
    }
  }

  private Path only(String pattern) throws IOException {
    try (var files = Files.newDirectoryStream(folder, pattern)) {
      return files.iterator().next();
    }
  }

  @Test
  void aPlanSaysWhatWouldBeFetchedAndFetchesNothing() throws Exception {
    try (FileServer server = FileServer.start(FileServer.file(image, "\"a\""));
        SupervisorProcess plan = SupervisorProcess.start(named(server), "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      assertTrue(plan.console().contains("/image.raw: will be fetched to " + disk()), plan::story);
      assertNoSecret(plan.story());
      assertEquals(0, server.requests().size());
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(0, files.count());
      }
    }
  }

  @Test
  void whatIsNotThereEndsTheStartWithTheReason() throws Exception {
    try (FileServer server = FileServer.start(FileServer.status("404 Not Found"));
        SupervisorProcess vm = SupervisorProcess.start(named(server))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("is not there (status 404)"), vm::story);
      assertNoSecret(vm.story());
    }
  }

  /** As an image volume mounts it: a file system that nobody can write to. */
  @Test
  void anImageOnAReadOnlyVolumeGetsAnOverlay() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.write(volume.resolve("disk.img"), "no header".getBytes(StandardCharsets.UTF_8));
    Map<String, String> variables =
        with(
            stub("serve"),
            Map.of(
                "QEMU_HDA", volume.resolve("disk.img").toString(),
                "QEMU_IMAGE_DIR", images.toString()));
    List<String> readOnly =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind -o ro " + volume + " " + volume + " && exec \"$@\"",
            "-");
    try (SupervisorProcess vm = SupervisorProcess.startUnder(readOnly, variables)) {
      vm.awaitConsole("STUB");
      vm.awaitLog("overlay on " + volume.resolve("disk.img"));
    }
    assertTrue(Files.size(images.resolve("hda.qcow2")) > 0);
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(readOnly, with(variables, Map.of("QEMU_IMAGE_DIR", "")))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("QEMU_IMAGE_DIR"), vm::story);
    }
  }
}
