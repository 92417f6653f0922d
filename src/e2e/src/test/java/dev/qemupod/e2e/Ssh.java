package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * OpenSSH's client with a key of its own. It remembers the first host key that it sees at an
 * address and refuses any other from then on.
 *
 * @param folder where its files are
 */
record Ssh(Path folder) {
  /** What ssh itself ends with when it could not log in or lost the connection. */
  private static final int NO_CONNECTION = 255;

  private static final Duration ONE_COMMAND = Duration.ofMinutes(5);

  /** A client in an empty folder. */
  static Ssh withNewKey(Path folder) throws IOException, InterruptedException {
    Ssh ssh = new Ssh(folder);
    Outcome.of(
            new ProcessBuilder(
                List.of(
                    "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "e2e", "-f", ssh.key())))
        .orFail();
    return ssh;
  }

  /** The line for authorized_keys. */
  String publicKey() throws IOException {
    return Files.readString(Path.of(key() + ".pub")).strip();
  }

  /** Runs a command in the guest as soon as it lets the user in. */
  Outcome run(PodPorts pod, int port, String user, String command) throws Exception {
    Outcome[] last = new Outcome[1];
    boolean entered =
        Patience.until(
            Patience.DISTRIBUTION,
            () -> {
              last[0] = attempt(pod, port, user, command);
              return last[0].code() != NO_CONNECTION || !pod.alive().getAsBoolean();
            });
    return entered && last[0].code() != NO_CONNECTION
        ? last[0]
        : fail(user + " could not log in: " + last[0]);
  }

  private Outcome attempt(PodPorts pod, int port, String user, String command)
      throws IOException, InterruptedException {
    return Outcome.of(
        new ProcessBuilder(
            List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                key(),
                "-p",
                Integer.toString(port),
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                // One name for all addresses: a pod that is started anew may get another one.
                "HostKeyAlias=guest",
                "-o",
                "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                "-o",
                "ConnectTimeout=20",
                user + "@" + pod.address(),
                command)),
        ONE_COMMAND);
  }

  private String key() {
    return folder.resolve("key").toString();
  }
}
