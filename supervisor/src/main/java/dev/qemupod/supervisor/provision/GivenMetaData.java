package dev.qemupod.supervisor.provision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** Meta-data that the user gives, as far as it is JSON, with what it lacks added. */
final class GivenMetaData {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final JsonNode root;

  private GivenMetaData(JsonNode root) {
    this.root = root;
  }

  static GivenMetaData parse(byte[] content) {
    try {
      return new GivenMetaData(MAPPER.readTree(content));
    } catch (IOException yaml) {
      return new GivenMetaData(MissingNode.getInstance());
    }
  }

  /** Whether it is JSON, and an object. */
  boolean isObject() {
    return root.isObject();
  }

  /** Why keys can not be added; empty if they can. */
  String objection() {
    JsonNode theirs = root.path(MetaData.KEYS);
    return theirs.isMissingNode()
            || theirs.isNull()
            || theirs.isTextual()
            || theirs.isArray()
            || theirs.isObject()
        ? ""
        : "must have a list, a text or an object as public-keys, but has none of them; give a list"
            + " of lines of authorized_keys";
  }

  /** With the names and keys added that it does not have; its own stay. */
  byte[] with(String hostname, String instanceId, List<String> keys) {
    ObjectNode all = root.deepCopy();
    addIfAbsent(all, MetaData.INSTANCE, instanceId);
    addIfAbsent(all, MetaData.HOST_NAME, hostname);
    if (!keys.isEmpty()) {
      addKeys(all, keys);
    }
    try {
      return MAPPER.writeValueAsBytes(all);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree that was read can be written", impossible);
    }
  }

  private static void addIfAbsent(ObjectNode all, String name, String value) {
    if (all.path(name).isMissingNode() || all.path(name).isNull()) {
      all.put(name, value);
    }
  }

  /**
   * In each of the forms that cloud-init takes (its {@code sources/__init__.py},
   * normalize_pubkey_data).
   */
  private static void addKeys(ObjectNode all, List<String> keys) {
    JsonNode theirs = all.path(MetaData.KEYS);
    if (theirs.isObject()) {
      ArrayNode ours = ((ObjectNode) theirs).putArray("qemu-pod");
      keys.forEach(ours::add);
      return;
    }
    ArrayNode union = MAPPER.createArrayNode();
    if (theirs.isArray()) {
      union.addAll((ArrayNode) theirs);
    } else {
      theirs.asText("").lines().forEach(union::add);
    }
    for (String key : keys) {
      if (!contains(union, key)) {
        union.add(key);
      }
    }
    all.set(MetaData.KEYS, union);
  }

  private static boolean contains(ArrayNode keys, String wanted) {
    for (JsonNode key : keys) {
      if (key.asText().equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
