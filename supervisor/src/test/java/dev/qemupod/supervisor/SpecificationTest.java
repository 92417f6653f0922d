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

/** The specification names the tests that hold it to its word, so they must exist. */
class SpecificationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK_TO_TEST =
      Pattern.compile("\\[\\w+\\.(\\w+)]\\(([^)]+\\.java)\\)");

  private final String text;

  SpecificationTest() throws IOException {
    this.text = Files.readString(ROOT.resolve("SPECIFICATION.md"));
  }

  @Test
  void everyTestItNamesExists() throws IOException {
    List<String> missing = new ArrayList<>();
    Matcher link = LINK_TO_TEST.matcher(text);
    int count = 0;
    while (link.find()) {
      count++;
      Path file = ROOT.resolve(link.group(2));
      if (Files.notExists(file)
          || !Files.readString(file).contains("void " + link.group(1) + "(")) {
        missing.add(link.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(count > 0);
  }

  @Test
  void everyExitCodeHasARow() {
    List<String> missing = new ArrayList<>();
    for (ExitCode code : ExitCode.values()) {
      if (!text.contains("| " + code.code() + " |")) {
        missing.add(code.toString());
      }
    }
    assertEquals(List.of(), missing);
  }
}
