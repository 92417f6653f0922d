package dev.qemupod.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes reports as indented JSON. */
final class JsonFile {
  private JsonFile() {}

  /** Replaces the file by this record. */
  static void write(Path file, Object content) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(file, mapper.writeValueAsString(content) + "\n");
  }
}
