package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A pod that is given nothing but the address of a disk image. */
class ImageUrlIT {
  private static final Path DISK =
      Podman.REPOSITORY.resolve("test-images/target/micro-linux/disk.qcow2");
  private static final String IMAGE = "/disk.qcow2.gz";
  private static final String SUMS = "/SHA256SUMS";

  @RegisterExtension final Scene scene = Scene.ofTest();

  @TempDir Path served;

  @Test
  void aGuestBootsFromAnImageThatIsFetchedCheckedUnpackedAndNotFetchedAgain() throws Exception {
    publish();
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress("0.0.0.0", 0),
            0,
            "/",
            SimpleFileServer.createFileHandler(served),
            Filter.beforeHandler("asked", each -> asked.add(each.getRequestURI().getPath())));
    server.start();
    try {
      String host = "http://host.containers.internal:" + server.getAddress().getPort();
      VmSpec spec =
          VmSpec.plain()
              .memory("512m")
              .cpus("1")
              .writable(scene.directory("disks"), "/disks")
              .with("QEMU_NO_SSH", "1")
              .with("QEMU_HDA", host + IMAGE)
              .with("QEMU_HDA_SHA256", host + SUMS);
      VmContainer vm = scene.run(spec);
      vm.awaitConsole("GUEST-READY");
      assertTrue(asked.containsAll(List.of(SUMS, IMAGE)), asked::toString);
      vm.stop();
      assertEquals(0, vm.awaitExit());

      asked.clear();
      VmContainer again = scene.run(spec);
      again.awaitConsole("GUEST-READY");
      assertEquals(List.of(), asked);
    } finally {
      server.stop(0);
    }
  }

  private void publish() throws Exception {
    Path image = served.resolve(IMAGE.substring(1));
    try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(image))) {
      Files.copy(DISK, packed);
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image));
    Files.writeString(
        served.resolve(SUMS.substring(1)),
        HexFormat.of().formatHex(hash) + "  " + image.getFileName() + "\n");
  }
}
