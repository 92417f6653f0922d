package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The specification and the threat model name the tests that hold them to their word. */
class SpecificationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK_TO_TEST =
      Pattern.compile("\\[\\w+\\.(\\w+)]\\(([^)]+\\.java)\\)");

  private static final Path SPECIFICATION = ROOT.resolve("SPECIFICATION.md");

  @ParameterizedTest
  @ValueSource(strings = {"SPECIFICATION.md", "src/docs/threat-model.md"})
  void everyTestItNamesExists(String page) throws IOException {
    Path path = ROOT.resolve(page);
    List<String> missing = new ArrayList<>();
    Matcher link = LINK_TO_TEST.matcher(Files.readString(path));
    int count = 0;
    while (link.find()) {
      count++;
      Path file = path.resolveSibling(link.group(2));
      if (Files.notExists(file)
          || !Files.readString(file).contains("void " + link.group(1) + "(")) {
        missing.add(link.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(count > 0);
  }

  @Test
  void everyExitCodeHasARow() throws IOException {
    String text = Files.readString(SPECIFICATION);
    List<String> missing = new ArrayList<>();
    for (ExitCode code : ExitCode.values()) {
      if (!text.contains("| " + code.code() + " |")) {
        missing.add(code.toString());
      }
    }
    assertEquals(List.of(), missing);
  }
}
