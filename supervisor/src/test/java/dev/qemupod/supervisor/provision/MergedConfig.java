package dev.qemupod.supervisor.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A config that names others in data URLs, taken apart again as a guest does. */
record MergedConfig(String version, String word, List<byte[]> configs) {
  static MergedConfig of(byte[] outer) {
    try {
      JsonNode ignition = new ObjectMapper().readTree(outer).path("ignition");
      JsonNode config = ignition.path("config");
      String word = config.fieldNames().next();
      List<byte[]> configs = new ArrayList<>();
      for (JsonNode reference : config.get(word)) {
        String[] parts = reference.path("source").asText().split("data:;base64,", -1);
        byte[] content = Base64.getDecoder().decode(parts[1]);
        configs.add(
            reference.path("compression").asText().equals("gzip")
                ? new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes()
                : content);
      }
      return new MergedConfig(ignition.path("version").asText(), word, configs);
    } catch (IOException broken) {
      throw new AssertionError("not a config", broken);
    }
  }

  /** The keys of a user in a config. */
  static List<String> keys(byte[] config, String user) {
    try {
      List<String> keys = new ArrayList<>();
      for (JsonNode each : new ObjectMapper().readTree(config).path("passwd").path("users")) {
        if (each.path("name").asText().equals(user)) {
          each.path("sshAuthorizedKeys").forEach(key -> keys.add(key.asText()));
        }
      }
      return keys;
    } catch (IOException broken) {
      throw new AssertionError("not a config", broken);
    }
  }
}
