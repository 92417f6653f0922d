package dev.qemupod.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
  /** Of every kind at least one, but for the gate's, whose shape is that of the first. */
  private static final Path REPORTS = Path.of("reports").toAbsolutePath();

  private static final String QUIET = "2026-11-30-observe-quiet.json";
  private static final String AHEAD = "2026-11-30-observe-ahead.json";

  @TempDir private Path directory;

  private Path result() {
    return directory.resolve("compare.json");
  }

  private boolean run(Path from, String before, String after) throws BenchException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
    return Compare.run(new CompareOptions(before, after, 10), from, result(), nowhere);
  }

  @Test
  void everyStoredReportIsLikeItself() throws Exception {
    List<String> names;
    try (Stream<Path> files = Files.list(REPORTS)) {
      names = files.map(file -> file.getFileName().toString()).toList();
    }
    assertFalse(names.isEmpty());
    for (String name : names) {
      assertTrue(run(REPORTS, name, name), name);
    }
  }

  @Test
  void theFileSaysWhatBecameWorse() throws Exception {
    assertTrue(run(REPORTS, QUIET, AHEAD));
    assertFalse(run(REPORTS, AHEAD, QUIET));
    JsonNode json = new ObjectMapper().readTree(Files.readString(result()));
    assertEquals("observe", json.at("/kind").asText());
    assertEquals("f3030eb91ca8", json.at("/before/revision").asText());
    assertTrue(json.at("/measures").findValuesAsText("verdict").contains("WORSE"));
  }

  @Test
  void whatCanNotBeReadIsNamed() throws IOException {
    Files.writeString(directory.resolve("cut.json"), "{\n  \"command\" : ");
    Files.writeString(directory.resolve("two.json"), "{} {}");
    Files.writeString(directory.resolve("empty.json"), "");
    Files.createDirectory(directory.resolve("folder.json"));
    for (String name : List.of("cut.json", "two.json", "empty.json", "folder.json", "none.json")) {
      BenchException failure =
          assertThrows(BenchException.class, () -> run(directory, name, name), name);
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.startsWith(name + " "), message);
      assertEquals(1, message.lines().count(), message);
    }
    assertFalse(Files.exists(result()));
  }

  @Test
  void reportsWithNothingToJudgeDoNotPass() throws IOException {
    String report = "{\"command\": \"./dev bench cpu\", \"machine\": {}, \"cells\": []}";
    Files.writeString(directory.resolve("cpu.json"), report);
    BenchException failure =
        assertThrows(BenchException.class, () -> run(directory, "cpu.json", "cpu.json"));
    assertTrue(String.valueOf(failure.getMessage()).contains("no measure in common"));
  }
}
