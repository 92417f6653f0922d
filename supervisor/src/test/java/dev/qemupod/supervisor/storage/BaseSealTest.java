package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseSealTest {
  @TempDir Path folder;

  private Path base() {
    return folder.resolve("base");
  }

  private Path overlay() {
    return folder.resolve("hda");
  }

  private boolean isBrokenBy(byte[] content) throws IOException {
    Files.write(base(), content);
    return BaseSeal.isBroken(overlay(), base());
  }

  @Test
  void whatIsNotKnownIsNotBroken() throws IOException {
    assertFalse(isBrokenBy(new byte[10]));
    assertFalse(BaseSeal.isKept(overlay()));
  }

  @Test
  void anotherLengthAnotherBeginningAndAnotherEndBreakIt() throws IOException {
    for (int length : new int[] {0, 1, 65_536, 65_537, 1 << 20, (3 << 20) + 7}) {
      byte[] content = new byte[length];
      Files.write(base(), content);
      BaseSeal.keep(overlay(), base());
      assertFalse(isBrokenBy(content), "of " + length);
      assertTrue(isBrokenBy(Arrays.copyOf(content, length + 1)), "of " + length);
      if (length > 0) {
        content[0] = 1;
        assertTrue(isBrokenBy(content), "of " + length);
        content[0] = 0;
        content[length - 1] = 1;
        assertTrue(isBrokenBy(content), "of " + length);
      }
    }
  }

  @Test
  void aCopyWithAnotherTimeIsTheSameImage() throws IOException {
    Files.write(base(), new byte[100]);
    BaseSeal.keep(overlay(), base());
    Files.setLastModifiedTime(base(), FileTime.fromMillis(0));
    assertFalse(BaseSeal.isBroken(overlay(), base()));
    assertEquals(overlay() + ".qemu-pod-base", BaseSeal.memory(overlay()).toString());
  }
}
