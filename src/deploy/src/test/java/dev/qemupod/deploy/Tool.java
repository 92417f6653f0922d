package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of the tools that ./dev setup leaves in target/tools. */
final class Tool {
  private Tool() {}

  /** What the command prints, which has to succeed. */
  static String run(Path directory, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("qemu-pod-deploy-", ".out");
    Path err = Files.createTempFile("qemu-pod-deploy-", ".err");
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), () -> command[0] + " does not end");
      String said = Files.readString(out);
      assertEquals(
          0, process.exitValue(), String.join(" ", command) + "\n" + said + Files.readString(err));
      return said;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
