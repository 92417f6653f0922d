package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Recognises user-data and vendor-data as cloud-init does: by their first bytes (its {@code
 * handlers/__init__.py}, INCLUSION_TYPES_MAP, and {@code user_data.py}, convert_string). What it
 * does not recognise it ignores with a line in a log inside the guest.
 *
 * <p>Nothing of the content is ever quoted: it may hold secrets.
 */
final class HeaderCheck {
  /** As much as a ConfigMap or Secret can hold. */
  static final int LARGEST_BYTES = 1 << 20;

  /** How far cloud-init looks for the header of a MIME message. */
  private static final int MIME_WITHIN = 4096;

  /** Those that begin with another of them, such as #cloud-config-archive, need no line. */
  private static final List<String> HEADERS =
      List.of(
          "#cloud-config",
          "#!",
          "#include",
          "#cloud-boothook",
          "#part-handler",
          "#upstart-job",
          "## template: jinja");

  private static final String KNOWN =
      "#cloud-config, #!, #include, #cloud-boothook, #part-handler, ## template: jinja, MIME or"
          + " gzip";

  private final String variable;
  private final List<Problem> errors;
  private final List<Problem> warnings;

  HeaderCheck(String variable, List<Problem> errors, List<Problem> warnings) {
    this.variable = variable;
    this.errors = errors;
    this.warnings = warnings;
  }

  /** The bytes for the guest: those that were given, or what they are the base64 of. */
  byte[] check(byte[] given) {
    if (isKnown(given)) {
      return sized(given);
    }
    byte[] decoded = decoded(given);
    if (isKnown(decoded)) {
      return sized(decoded);
    }
    complain(given);
    return sized(given);
  }

  private byte[] sized(byte[] content) {
    if (content.length > LARGEST_BYTES) {
      errors.add(
          problem(
              "must be at most 1 MiB, but is larger; compress it with gzip, or let the guest fetch"
                  + " the bulk of it (#include with a URL)"));
    }
    return content;
  }

  private void complain(byte[] given) {
    String text = start(given);
    if (text.isBlank()) {
      errors.add(problem("must begin with " + KNOWN + ", but was empty; unset it"));
    } else if (isMarked(given)) {
      errors.add(
          problem(
              "must begin with "
                  + KNOWN
                  + ", but begins with a byte order mark, by which cloud-init does not know it;"
                  + " save it as UTF-8 without one"));
    } else if (text.strip().startsWith("{") && text.contains("\"ignition\"")) {
      errors.add(
          problem(
              "must be for cloud-init, but was an Ignition config, which it ignores; give it in"
                  + " QEMU_IGNITION"));
    } else {
      warnings.add(
          problem(
              "should begin with "
                  + KNOWN
                  + ", but does not, so that cloud-init ignores it; make #cloud-config its first"
                  + " line, if it is YAML"));
    }
  }

  private Problem problem(String text) {
    return new Problem(variable, text);
  }

  private static boolean isKnown(byte[] content) {
    if (content.length > 1 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b) {
      return true;
    }
    String start = start(content).toLowerCase(Locale.ROOT);
    String text = start.stripLeading();
    for (String header : HEADERS) {
      if (text.startsWith(header)) {
        return true;
      }
    }
    return start.contains("mime-version:");
  }

  /** In UTF-8 or in either UTF-16. */
  private static boolean isMarked(byte[] content) {
    if (content.length < 2) {
      return false;
    }
    int first = (content[0] & 0xff) << 8 | (content[1] & 0xff);
    return first == 0xfeff || first == 0xfffe || start(content).startsWith("\ufeff");
  }

  /** Its beginning, a character a byte where it is ASCII. */
  private static String start(byte[] content) {
    return new String(content, 0, Math.min(content.length, MIME_WITHIN), StandardCharsets.UTF_8);
  }

  /** What the content is the base64 of, with line breaks anywhere; empty if it is no base64. */
  private static byte[] decoded(byte[] content) {
    byte[] letters = new byte[content.length];
    int count = 0;
    for (byte letter : content) {
      if (letter != '\n' && letter != '\r' && letter != ' ' && letter != '\t') {
        letters[count++] = letter;
      }
    }
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(letters, count));
    } catch (IllegalArgumentException isNone) {
      return new byte[0];
    }
  }
}
