package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the examples people apply, with names of its own; immutable, each change gives a new one.
 *
 * @param example the example's name, which all its names begin with
 * @param name what stands in its place
 * @param yaml the whole text
 */
record PodSpec(String example, String name, String yaml) {
  /** What stands in cloud-image.yaml for the reader's own key. */
  static final String EXAMPLE_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqBn4HtvVCaqsKk70PT6LtHvRLfMK+pbAipS/FmHrDn"
          + " you@example.org";

  private static final Path EXAMPLES = Podman.REPOSITORY.resolve("src/deploy/examples");

  /** An example as it is, but for its names and for what only Kubernetes can do. */
  static PodSpec example(String example) throws IOException {
    String text = Files.readString(EXAMPLES.resolve(example + ".yaml"));
    String name = Scene.uniqueName(example);
    return new PodSpec(example, name, text.replace(example, name))
        // podman makes an HTTP probe a curl inside of the container; the tests are the probes.
        .withoutLines("Probe:")
        // Some versions of podman take a containerPort for a port of the host, where it may be in
        // use.
        .withoutLines("      ports:")
        .withoutLines("containerPort:")
        // An ending is looked at, not repaired.
        .replace("restartPolicy: OnFailure", "restartPolicy: Never");
  }

  /** With one text, which has to be there, in place of another. */
  PodSpec replace(String text, String replacement) {
    assertTrue(yaml.contains(text), () -> example + ".yaml has no \"" + text + "\"");
    return new PodSpec(example, name, yaml.replace(text, replacement));
  }

  /** Without the lines that hold a text. */
  PodSpec withoutLines(String text) {
    List<String> kept = new ArrayList<>();
    for (String line : yaml.lines().toList()) {
      if (!line.contains(text)) {
        kept.add(line);
      }
    }
    return new PodSpec(example, name, String.join("\n", kept) + "\n");
  }

  /** Without its claims: podman 4.3 plays none whose volume is there already. */
  PodSpec withoutClaims() {
    List<String> kept = new ArrayList<>();
    for (String document : yaml.split("(?m)^---\n", -1)) {
      if (!document.contains("kind: PersistentVolumeClaim\n")) {
        kept.add(document);
      }
    }
    return new PodSpec(example, name, String.join("---\n", kept));
  }

  /** With another variable. */
  PodSpec variable(String variable, String value) {
    return replace(
        "      env:\n",
        "      env:\n        - {name: " + variable + ", value: \"" + value + "\"}\n");
  }

  /** With a file of the host mounted as the kubelet mounts the termination log. */
  PodSpec terminationLog(Path file) {
    String mounts = "      volumeMounts:\n";
    String mount = "        - {name: termination-log, mountPath: /dev/termination-log}\n";
    String volumes = "  volumes:\n";
    String volume = "    - {name: termination-log, hostPath: {path: " + file + ", type: File}}\n";
    return replace(mounts, mounts + mount).replace(volumes, volumes + volume);
  }

  /** The volumes that podman makes of its claims and config maps. */
  List<String> volumes() {
    List<String> volumes = new ArrayList<>();
    for (String suffix : List.of("-disk", "-base", "-ignition", "-keys")) {
      if (yaml.contains(name + suffix)) {
        volumes.add(name + suffix);
      }
    }
    return volumes;
  }

  /** The config map's file, as a volume shows it: a literal block of YAML, unindented. */
  String ignition() {
    StringBuilder text = new StringBuilder();
    for (String line :
        yaml.lines().dropWhile(line -> !line.endsWith("config.ign: |")).skip(1).toList()) {
      if (!line.startsWith("    ")) {
        break;
      }
      text.append(line.substring(4)).append('\n');
    }
    return text.toString();
  }
}
