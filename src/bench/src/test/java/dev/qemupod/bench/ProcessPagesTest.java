package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessPagesTest {
  @TempDir private @Nullable Path directory;

  @Test
  void readsResidentPagesByKind() throws IOException {
    Files.writeString(
        directory().resolve("status"),
        """
        Name:\tqemu
        VmRSS:\t      60 kB
        RssAnon:\t      10 kB
        RssFile:\t      20 kB
        RssShmem:\t      30 kB
        """);

    assertEquals(
        new ProcessPages.Kinds(10 << 10, 20 << 10, 30 << 10),
        new ProcessPages(directory()).kinds());
  }

  @Test
  void findsTheGuestsRamAndTheTranslatedCode() throws IOException {
    Files.writeString(
        directory().resolve("smaps"),
        """
        7f0000000000-7f0010000000 rw-p 00000000 00:00 0
        Size:             262144 kB
        Rss:              200000 kB
        7f0020000000-7f0022000000 rwxp 00000000 00:00 0
        Size:              32768 kB
        Rss:               16384 kB
        VmFlags: rd wr ex
        7f0023000000-7f0023400000 r-xp 00000000 fe:00 77 /usr/bin/qemu-system-x86_64
        Size:               4096 kB
        Rss:                4000 kB
        """);
    ProcessPages pages = new ProcessPages(directory());

    assertEquals(200_000L << 10, pages.largestMapping());
    assertEquals(16_384L << 10, pages.translatedCode());
  }

  private Path directory() {
    return Objects.requireNonNull(directory);
  }
}
