package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A bad environment, and everything a user is told about it; read from {@code bad-input/*.txt}.
 *
 * <p>A line there holds {@code NAME=value} pairs with {@code &&} between them; the indented lines
 * under it are the sentences. {@code non-root:} and {@code arm:} in front choose another host. The
 * braces around "dir" stand for a directory that holds a file "image", a link to it named "link",
 * and a directory "dir".
 */
record BadInput(String line, List<String> sentences) {
  /** The table of a topic. */
  static Stream<BadInput> of(String topic) {
    ArrayList<BadInput> inputs = new ArrayList<>();
    for (String line : resource("/bad-input/" + topic + ".txt").lines().toList()) {
      if (line.startsWith("  ")) {
        inputs.getLast().sentences.add(line.substring(2));
      } else {
        inputs.add(new BadInput(line, new ArrayList<>()));
      }
    }
    return inputs.stream();
  }

  /** Reads the environment and compares every sentence. */
  void check(Path directory) throws IOException {
    Files.createDirectory(directory.resolve("dir"));
    Files.writeString(directory.resolve("image"), "data");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("image"));
    ArrayList<String> expected = new ArrayList<>();
    for (String sentence : sentences) {
      expected.add(sentence.replace("{dir}", directory.toString()));
    }
    ConfigResult result = Reading.read(facts(), pairs(directory));
    assertEquals(expected, Reading.errors(result));
    assertEquals(true, result.config().isEmpty());
    assertEquals(false, result.toString().contains("hunter2"), "a secret is printed");
  }

  @Override
  public String toString() {
    return line;
  }

  private HostFacts facts() {
    if (line.startsWith("non-root: ")) {
      return Reading.NON_ROOT;
    }
    return line.startsWith("arm: ") ? Reading.ARM : Reading.ROOT;
  }

  private String[] pairs(Path directory) {
    return line.substring(line.indexOf("QEMU_"))
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\s", " ")
        .replace("\\e", "\u001b")
        .replace("{dir}", directory.toString())
        .split(" && ", -1);
  }

  private static String resource(String name) {
    try (InputStream stream = Objects.requireNonNull(BadInput.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
