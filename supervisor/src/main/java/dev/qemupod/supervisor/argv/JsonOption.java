package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.log.JsonText;

/**
 * One JSON object on the command line.
 *
 * <p>{@code -blockdev} and {@code -device} take JSON since qemu 2.9 and 6.2. It is typed and needs
 * no doubled commas; key=value text with a wrongly typed value stopped working in 9.2.
 */
final class JsonOption {
  private final StringBuilder text = new StringBuilder("{");

  JsonOption put(String name, String value) {
    return raw(name, JsonText.quote(value));
  }

  JsonOption put(String name, boolean value) {
    return raw(name, value ? "true" : "false");
  }

  JsonOption put(String name, int value) {
    return raw(name, Integer.toString(value));
  }

  JsonOption put(String name, JsonOption value) {
    return raw(name, value.toString());
  }

  JsonOption putNull(String name) {
    return raw(name, "null");
  }

  private JsonOption raw(String name, String value) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append('"').append(name).append("\":").append(value);
    return this;
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
