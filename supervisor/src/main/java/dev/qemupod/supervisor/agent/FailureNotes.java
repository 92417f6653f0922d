package dev.qemupod.supervisor.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes what of a guest's journal tells why Ignition failed, without what may be secret.
 *
 * <p>Ignition's errors may quote the command it ran, with a user's password hash in it, or a URL
 * with a token, or, in old versions, the line of the config at fault. So of an error only the first
 * line is told, up to the command, and of a URL neither user nor query nor data.
 */
final class FailureNotes {
  /** Of an error: enough for a path and a reason. */
  static final int LONGEST_MESSAGE = 300;

  static final int MOST_MESSAGES = 10;

  private static final String[] SECRET_FROM = {" Cmd:", " Stdout:", " Stderr:"};

  private final List<String> messages = new ArrayList<>();
  private String cause = "";
  private long left;
  private boolean begun;

  /** Takes a line; false if it is the last: an empty object, or an empty line. */
  boolean take(byte[] line) {
    if (isEnd(line)) {
      return false;
    }
    begun = true;
    Optional<JournalEntry> entry = JournalEntry.parse(line);
    if (entry.isPresent() && entry.get().error()) {
      note(entry.get());
    }
    return true;
  }

  private void note(JournalEntry entry) {
    if (!entry.byIgnition() && !entry.ofIgnition()) {
      return;
    }
    String message = tamed(entry.message());
    if (message.isEmpty()) {
      return;
    }
    if (entry.byIgnition() || cause.isEmpty()) {
      cause = message;
    }
    if (messages.size() < MOST_MESSAGES) {
      messages.add(message);
    } else {
      left++;
    }
  }

  /** Whether the guest has told anything at all, which it does only if it failed. */
  boolean begun() {
    return begun;
  }

  /** What was noted. */
  IgnitionFailure failure() {
    String known = cause.isEmpty() ? "its console has the reason" : cause;
    return new IgnitionFailure(known, messages, left);
  }

  private static boolean isEnd(byte[] line) {
    int start = 0;
    int end = line.length;
    while (start < end && line[start] <= ' ' && line[start] >= 0) {
      start++;
    }
    while (end > start && line[end - 1] <= ' ' && line[end - 1] >= 0) {
      end--;
    }
    return end == start || (end == start + 2 && line[start] == '{' && line[start + 1] == '}');
  }

  /** The part of a message that may be told. */
  static String tamed(String message) {
    String text = message.strip();
    int end = text.indexOf('\n');
    text = end < 0 ? text : text.substring(0, end);
    for (String from : SECRET_FROM) {
      int secret = text.indexOf(from);
      text = secret < 0 ? text : text.substring(0, secret);
    }
    StringBuilder told = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      told.append(told.isEmpty() ? "" : " ").append(withoutSecrets(word));
    }
    return GuestText.tamed(told.toString().strip(), LONGEST_MESSAGE);
  }

  private static String withoutSecrets(String word) {
    int data = word.indexOf("data:");
    String shown = data < 0 ? word : word.substring(0, data) + "data:...";
    int scheme = shown.indexOf("://");
    if (scheme < 0) {
      return shown;
    }
    int host = scheme + "://".length();
    int query = shown.indexOf('?', host);
    int user = shown.lastIndexOf('@');
    if (query >= 0 && query < user) {
      // A password with a question mark, or an address in the query: no telling which.
      return shown.substring(0, host) + "...";
    }
    shown = query < 0 ? shown : shown.substring(0, query) + "?...";
    return user < host ? shown : shown.substring(0, host) + shown.substring(user + 1);
  }
}
