package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeDirectoryTest {
  @TempDir private Path folder;

  @Test
  void isPrivateAndGoesAwayWithWhatIsInIt() throws Exception {
    Path path;
    try (RuntimeDirectory directory = RuntimeDirectory.create(List.of(folder))) {
      path = directory.path();
      assertEquals("rwx------", permissions(path));
      Path secret = directory.stage("secret", new byte[] {1, 2, 3});
      assertEquals("rw-------", permissions(secret));
      assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(secret));
    }
    assertTrue(Files.notExists(path));
  }

  @Test
  void twoInOnePlaceDiffer() throws Exception {
    try (RuntimeDirectory first = RuntimeDirectory.create(List.of(folder));
        RuntimeDirectory second = RuntimeDirectory.create(List.of(folder))) {
      assertNotEquals(first.path(), second.path());
    }
  }

  @Test
  void theFirstPlaceThatCanBeWrittenIsTaken() throws Exception {
    Path absent = folder.resolve("absent");
    Path long100 = Files.createDirectory(folder.resolve("x".repeat(100)));
    try (RuntimeDirectory directory = RuntimeDirectory.create(List.of(absent, long100, folder))) {
      assertEquals(folder, directory.path().getParent());
    }
  }

  @Test
  void withoutAnyTheErrorSaysWhatToMount() {
    StorageException none =
        assertThrows(
            StorageException.class,
            () -> RuntimeDirectory.create(List.of(folder.resolve("a"), folder.resolve("b"))));
    assertEquals(StorageException.Kind.FACILITY, none.kind());
    assertTrue(none.problems().toString().contains("emptyDir"), none.problems().toString());
  }

  @Test
  void socketsInItHaveAPathThatFits() throws Exception {
    try (RuntimeDirectory directory = RuntimeDirectory.create()) {
      assertTrue(directory.resolve("qmp-sampling.sock").toString().length() < 100);
    }
  }

  @Test
  void aStagedNameIsNotOverwritten() throws Exception {
    try (RuntimeDirectory directory = RuntimeDirectory.create(List.of(folder))) {
      directory.stage("a", new byte[1]);
      assertThrows(IOException.class, () -> directory.stage("a", new byte[2]));
    }
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
