package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys as people keep them. */
class SshKeysInputTest {
  private static final String ED25519 =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKXeBBSwYYWnJWhlN5S3d+dsTqSCpsfML6F2ebpJ760t";
  private static final String ECDSA =
      "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPvLvuUKQpZcepvw5pdy"
          + "Ev4F9W6qIz6s6dYtSQjUXLfywF1vkaJcfLG3GIVCvkIqKjmnHB+owo4CAg9sh0H7NoM=";

  @TempDir private Path folder;

  @Test
  void commentsEmptyLinesAndWindowsLineEndsAreNoKeys() {
    SshKeys keys =
        keys(
            "QEMU_SSH_AUTHORIZED_KEYS=\ufeff# mine\r\n\r\n  "
                + ED25519
                + " me@home\r\n\t\n"
                + ECDSA);
    assertEquals(List.of(ED25519 + " me@home", ECDSA), keys.lines());
    assertEquals(Optional.empty(), keys.user());
  }

  @Test
  void optionsAndTheirQuotesStayAsTheyAre() {
    String line = "from=\"10.0.0.0/8\",command=\"say \\\"a b\\\"\"\t" + ED25519 + " größe me";
    assertEquals(List.of(line), keys("QEMU_SSH_AUTHORIZED_KEYS=" + line).lines());
  }

  @Test
  void aKeyThatIsThereTwiceIsGivenOnce() {
    assertEquals(
        List.of(ED25519), keys("QEMU_SSH_AUTHORIZED_KEYS=" + ED25519 + "\n" + ED25519).lines());
  }

  @Test
  void theUserIsKept() {
    SshKeys keys = keys("QEMU_SSH_AUTHORIZED_KEYS=" + ED25519, "QEMU_SSH_USER=J.Doe_2");
    assertEquals(Optional.of("J.Doe_2"), keys.user());
  }

  /** As the kubelet lays out a ConfigMap: links to a folder whose name begins with dots. */
  @Test
  void aMountedConfigMapIsReadFileByFile() throws IOException {
    Path data = Files.createDirectory(folder.resolve("..2026_11_24"));
    Files.createSymbolicLink(folder.resolve("..data"), data);
    Files.writeString(data.resolve("bob.pub"), ED25519 + " bob\n");
    Files.writeString(data.resolve("alice.pub"), "# two\n" + ECDSA + " alice");
    Files.createSymbolicLink(folder.resolve("bob.pub"), Path.of("..data/bob.pub"));
    Files.createSymbolicLink(folder.resolve("alice.pub"), Path.of("..data/alice.pub"));

    SshKeys keys = keys("QEMU_SSH_AUTHORIZED_KEYS_FILE=" + folder);

    assertEquals(List.of(ECDSA + " alice", ED25519 + " bob"), keys.lines());
    assertEquals("QEMU_SSH_AUTHORIZED_KEYS_FILE", keys.variable());
  }

  @Test
  void oneFileIsReadToo() throws IOException {
    Path file = Files.writeString(folder.resolve("authorized_keys"), ED25519);
    assertEquals(List.of(ED25519), keys("QEMU_SSH_AUTHORIZED_KEYS_FILE=" + file).lines());
  }

  @Test
  void aLargeFileIsTakenForSomethingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("disk"), "# ".repeat(200_000));
    assertEquals(
        List.of(
            "QEMU_SSH_AUTHORIZED_KEYS_FILE must be lines of authorized_keys, each with one public"
                + " key, but was more than 256 KiB; name the file with the keys"),
        Reading.errors(Reading.read("QEMU_SSH_AUTHORIZED_KEYS_FILE=" + file)));
  }

  @Test
  void aUserAloneIsWorthAWarning() {
    assertEquals(
        List.of(
            "QEMU_SSH_USER has no effect without QEMU_SSH_AUTHORIZED_KEYS or"
                + " QEMU_SSH_AUTHORIZED_KEYS_FILE; set one, or remove it"),
        Reading.warnings(Reading.read("QEMU_SSH_USER=me", "QEMU_CDROM=/dev/null")));
  }

  @Test
  void commentsAreNotPrinted() {
    SshKeys keys = keys("QEMU_SSH_AUTHORIZED_KEYS=" + ED25519 + " me@home");
    assertFalse(keys.toString().contains("home"), keys.toString());
  }

  private static SshKeys keys(String... pairs) {
    return Reading.config(pairs).provision().sshKeys().orElseThrow();
  }
}
