package dev.qemupod.supervisor.log;

import java.util.Map;
import java.util.TreeMap;

/**
 * Builds a JSON text member by member, for answers too large for string concatenation and too small
 * for a library.
 *
 * <p>The caller is trusted to nest properly; commas are its only memory.
 */
public final class JsonWriter {
  private final StringBuilder text = new StringBuilder(256);
  private boolean needsComma;

  /** Opens an object, as a value. */
  public JsonWriter beginObject() {
    return open('{');
  }

  /** Closes the innermost object. */
  public JsonWriter endObject() {
    return close('}');
  }

  /** Opens an array, as a value. */
  public JsonWriter beginArray() {
    return open('[');
  }

  /** Closes the innermost array. */
  public JsonWriter endArray() {
    return close(']');
  }

  /** The name of the member that is written next. */
  public JsonWriter name(String name) {
    separate();
    JsonText.appendQuoted(text, name);
    text.append(':');
    needsComma = false;
    return this;
  }

  /** A string. */
  public JsonWriter value(String value) {
    separate();
    JsonText.appendQuoted(text, value);
    needsComma = true;
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long value) {
    separate();
    text.append(value);
    needsComma = true;
    return this;
  }

  /** A number; JSON has no infinities and no NaN, so that those become null. */
  public JsonWriter value(double value) {
    separate();
    text.append(Double.isFinite(value) ? Double.toString(value) : "null");
    needsComma = true;
    return this;
  }

  /** A boolean. */
  public JsonWriter value(boolean value) {
    separate();
    text.append(value);
    needsComma = true;
    return this;
  }

  /** The value null. */
  public JsonWriter nullValue() {
    separate();
    text.append("null");
    needsComma = true;
    return this;
  }

  /** A member that holds an array of strings. */
  public JsonWriter strings(String name, Iterable<String> values) {
    name(name).beginArray();
    for (String value : values) {
      value(value);
    }
    return endArray();
  }

  /** A member that holds an object of numbers, sorted by name so that the text is stable. */
  public JsonWriter numbers(String name, Map<String, Long> values) {
    name(name).beginObject();
    for (Map.Entry<String, Long> entry : new TreeMap<>(values).entrySet()) {
      name(entry.getKey()).value(entry.getValue());
    }
    return endObject();
  }

  /** The text so far. */
  @Override
  public String toString() {
    return text.toString();
  }

  private JsonWriter open(char bracket) {
    separate();
    text.append(bracket);
    needsComma = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    text.append(bracket);
    needsComma = true;
    return this;
  }

  private void separate() {
    if (needsComma) {
      text.append(',');
    }
  }
}
