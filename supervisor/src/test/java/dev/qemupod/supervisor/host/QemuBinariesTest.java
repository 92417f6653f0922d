package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuBinariesTest {
  private static final String NAME = "qemu-system-x86_64";

  @TempDir Path root;

  @Test
  void takes_the_first_in_PATH() throws IOException {
    Path first = file("a/" + NAME, "rwxr-xr-x");
    file("b/" + NAME, "rwxr-xr-x");

    assertEquals(new QemuBinary.Found(first), QemuBinaries.find(NAME, path("none", "a", "b")));
  }

  @Test
  void passes_over_what_can_not_be_executed() throws IOException {
    file("a/" + NAME, "rw-r--r--");
    Files.createDirectories(root.resolve("b/" + NAME));
    Path third = file("c/" + NAME, "rwxr-xr-x");

    assertEquals(new QemuBinary.Found(third), QemuBinaries.find(NAME, path("a", "b", "c")));
  }

  @Test
  void tells_of_a_file_that_is_not_executable() throws IOException {
    Path file = file("a/" + NAME, "rw-r--r--");

    assertEquals(
        new QemuBinary.NotExecutable(
            "QEMU_BIN must be an executable file, was "
                + file
                + ", which this user may not execute; make it executable for the container's user"
                + " (chmod a+rx), or name another"),
        QemuBinaries.find(NAME, path("a", "b")));
    assertInstanceOf(QemuBinary.NotExecutable.class, QemuBinaries.find(file.toString(), path("a")));
  }

  @Test
  void names_the_binaries_that_are_there_when_the_wanted_one_is_missing() throws IOException {
    file("a/qemu-system-aarch64", "rwxr-xr-x");
    file("b/qemu-system-aarch64", "rwxr-xr-x");

    assertEquals(
        new QemuBinary.Missing(
            "QEMU_BIN must name a qemu binary in PATH, was qemu-system-x86_64, which is in none of "
                + path("a", "b")
                + "; set QEMU_ARCH or QEMU_BIN to one that is there (qemu-system-aarch64), or"
                + " install the package of the other architecture"),
        QemuBinaries.find(NAME, path("a", "b")));
  }

  @Test
  void names_the_package_where_no_qemu_is_there() {
    QemuBinary.Missing missing =
        assertInstanceOf(QemuBinary.Missing.class, QemuBinaries.find(NAME, path("a", "b")));

    assertTrue(
        missing.message().endsWith("a package qemu-system-*), or set QEMU_BIN to its path"),
        missing.message());
  }

  @Test
  void takes_a_name_with_a_slash_as_a_path() throws IOException {
    Path file = file("a/" + NAME, "rwxr-xr-x");

    assertEquals(new QemuBinary.Found(file), QemuBinaries.find(file.toString(), ""));
    assertEquals(
        new QemuBinary.Missing(
            "QEMU_BIN must be the path of a qemu binary, was "
                + root
                + "/a/nope, which does not exist; unset it to use qemu-system-$QEMU_ARCH of this"
                + " image, or name one that is there"),
        QemuBinaries.find(root + "/a/nope", path("a")));
  }

  @Test
  void tells_of_a_folder_in_place_of_the_binary() {
    QemuBinary.NotExecutable verdict =
        assertInstanceOf(QemuBinary.NotExecutable.class, QemuBinaries.find(root.toString(), null));

    assertTrue(verdict.message().contains("which is not a file to execute"), verdict.message());
  }

  @Test
  void searches_the_usual_folders_without_PATH() {
    assertInstanceOf(QemuBinary.Found.class, QemuBinaries.find("env", null));
  }

  @Test
  void takes_an_empty_element_of_PATH_as_the_current_folder() {
    QemuBinary.Missing missing =
        assertInstanceOf(QemuBinary.Missing.class, QemuBinaries.find("no-such-binary", ""));

    assertTrue(missing.message().startsWith("QEMU_BIN must name a qemu binary in PATH, was no-"));
    assertInstanceOf(QemuBinary.NotExecutable.class, QemuBinaries.find("pom.xml", ":/none"));
  }

  private Path file(String name, String permissions) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file;
  }

  private String path(String... folders) {
    StringBuilder path = new StringBuilder();
    for (String folder : folders) {
      path.append(path.isEmpty() ? "" : ":").append(root.resolve(folder));
    }
    return path.toString();
  }
}
