package dev.qemupod.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the files are that people apply, and what is in them. */
final class Deployed {
  static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();
  static final Path ROOT = REPOSITORY.resolve("src/deploy");
  static final Path RULES = ROOT.resolve("alerts/qemu-pod.rules.yaml");
  static final Path DASHBOARD = ROOT.resolve("dashboard/qemu-pod.json");

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private Deployed() {}

  /** The documents of a YAML file, without empty ones. */
  static List<JsonNode> documents(Path file) throws IOException {
    return documents(Files.readString(file));
  }

  /** The documents of a YAML text, without empty ones. */
  static List<JsonNode> documents(String text) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (JsonParser parser = YAML.createParser(text)) {
      for (JsonNode next = YAML.readTree(parser); next != null; next = YAML.readTree(parser)) {
        if (!next.isNull()) {
          documents.add(next);
        }
      }
    }
    return documents;
  }

  /** The files below a folder whose names end so, in order. */
  static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
