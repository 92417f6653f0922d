package dev.qemupod.bench;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads two reports, and writes and prints how they compare. */
final class Compare {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Compare() {}

  /**
   * Whether nothing became worse.
   *
   * @param from where names of files begin that are not absolute
   * @param result the file for the comparison
   * @param out for the table
   */
  static boolean run(CompareOptions options, Path from, Path result, PrintStream out)
      throws BenchException {
    ReportComparison comparison =
        ReportComparison.of(options, read(from, options.before()), read(from, options.after()));
    try {
      JsonFile.write(result, comparison);
    } catch (IOException failure) {
      throw new BenchException(result + " can not be written: " + failure.getMessage());
    }
    out.print(CompareText.of(comparison));
    if (!comparison.judges()) {
      throw new BenchException(
          options.before()
              + " and "
              + options.after()
              + " have no measure in common that could be judged");
    }
    return comparison.kept();
  }

  private static JsonNode read(Path from, String file) throws BenchException {
    try {
      return MAPPER.readTree(Files.readString(from.resolve(file)));
    } catch (NoSuchFileException _) {
      throw new BenchException(file + " does not exist");
    } catch (JsonProcessingException failure) {
      JsonLocation place = failure.getLocation();
      throw new BenchException(
          file
              + " is no JSON: "
              + (place == null ? "" : "line " + place.getLineNr() + ": ")
              + failure.getOriginalMessage());
    } catch (IOException failure) {
      throw new BenchException(file + " can not be read: " + failure);
    }
  }
}
