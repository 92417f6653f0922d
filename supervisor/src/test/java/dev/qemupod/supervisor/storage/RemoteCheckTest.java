package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.RemoteImage;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemoteCheckTest {
  /** A tmpfs wherever Linux runs. */
  private static final Path MEMORY = Path.of("/dev/shm/absent.qcow2");

  @Test
  void anImageThatWouldFillThePodsMemoryIsWarnedOf() {
    ImageUrl url = ImageUrl.of(URI.create("https://example.org/a.qcow2")).orElseThrow();
    ImageJob job = new ImageJob("QEMU_HDA", new RemoteImage(url, Optional.empty()), MEMORY, true);
    Findings findings = new Findings();

    assertEquals(RemoteCheck.Verdict.MISSING, RemoteCheck.of(job, findings));

    List<Problem> warnings = findings.problems().warnings();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings.getFirst().toString().startsWith("QEMU_HDA is fetched to /dev/shm, whose content"),
        warnings::toString);
    assertEquals(List.of(), findings.problems().errors());
  }
}
