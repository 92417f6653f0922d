package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word beside a disk is there the next time, whole, or not at all. */
class DiskMemoryTest {
  @TempDir Path folder;

  @Test
  void theLastWordIsKeptBesideTheImageAndNothingElseIs() throws IOException {
    DiskMemory memory = DiskMemory.beside(folder.resolve("disk.qcow2"), "subject");
    assertEquals(Optional.empty(), memory.recall());
    memory.keep("first");
    memory.keep("second");
    assertEquals(Optional.of("second"), memory.recall());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("disk.qcow2.qemu-pod-subject")), files.toList());
    }
    memory.forget();
    memory.forget();
    assertEquals(Optional.empty(), memory.recall());
  }

  @Test
  void subjectsAndDisksAreKeptApart() throws IOException {
    DiskMemory.beside(folder.resolve("a"), "x").keep("a-x");
    DiskMemory.beside(folder.resolve("a"), "y").keep("a-y");
    DiskMemory.beside(folder.resolve("b"), "x").keep("b-x");
    assertEquals(Optional.of("a-x"), DiskMemory.beside(folder.resolve("a"), "x").recall());
  }

  @Test
  void whereNothingCanBeWrittenNothingIsKept() {
    DiskMemory memory = DiskMemory.beside(folder.resolve("absent/disk"), "subject");
    assertThrows(IOException.class, () -> memory.keep("word"));
    assertEquals(Optional.empty(), memory.recall());
    memory.forget();
  }

  /** Half a word of a start that was killed, or what somebody else wrote. */
  @Property(tries = 200)
  void anyFileIsReadWithoutFail(@ForAll byte[] content) throws IOException {
    Path place = Files.createTempDirectory("memory");
    Path file = place.resolve("disk.qemu-pod-x");
    try {
      Files.write(file, content);
      DiskMemory memory = DiskMemory.beside(place.resolve("disk"), "x");
      assertTrue(memory.recall().map(String::length).orElse(1) > 0);
      memory.keep("word");
      assertEquals(Optional.of("word"), memory.recall());
    } finally {
      Files.delete(file);
      Files.delete(place);
    }
  }
}
