package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The documentation in the repository says what the catalog says.
 *
 * <p>With {@code -Dqemupod.docs.write=true}, as {@code ./dev docs} runs it, the files are written
 * first.
 */
class ConfigurationDocsTest {
  private static final String BEGIN = "<!-- variables:begin -->\n";
  private static final String END = "<!-- variables:end -->";

  /** Tests run in the folder of their module. */
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @Test
  void thePageIsUpToDate() throws IOException {
    assertUpToDate(REPOSITORY.resolve("src/docs/configuration.md"), ConfigurationPage.page());
  }

  @Test
  void theTableOfTheReadmeIsUpToDate() throws IOException {
    Path readme = REPOSITORY.resolve("README.md");
    if (!Files.exists(readme)) {
      // A source archive of the modules alone has no README to go stale.
      return;
    }
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertTrue(
        begin >= BEGIN.length() && end >= begin,
        "README.md must hold the markers <!-- variables:begin --> and <!-- variables:end -->");
    assertUpToDate(
        readme, text.substring(0, begin) + ConfigurationPage.excerpt() + text.substring(end));
  }

  private static void assertUpToDate(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("qemupod.docs.write")) {
      Files.createDirectories(REPOSITORY.resolve("src/docs"));
      Files.writeString(file, expected);
    }
    assertEquals(expected, Files.readString(file), file + " is stale: run ./dev docs");
  }
}
