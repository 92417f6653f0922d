package dev.qemupod.supervisor.config;

/**
 * Looks at one line of {@code authorized_keys}: options, type, key, comment (sshd(8)).
 *
 * <p>Nothing of a line is ever quoted: it may be a private key that was pasted by mistake.
 */
final class AuthorizedKey {
  private final String line;

  private AuthorizedKey(String line) {
    this.line = line;
  }

  /** Whether the line is to be skipped: a comment, or nothing. */
  static boolean isNothing(String line) {
    return line.isEmpty() || line.startsWith("#");
  }

  /** Whether sshd would take the line, and if not, why. */
  static Verdict check(String line) {
    return new AuthorizedKey(line).check();
  }

  /** What was found. */
  sealed interface Verdict {
    /** sshd would take it. */
    record Good() implements Verdict {}

    /**
     * It is no key.
     *
     * @param was what it is, in words
     * @param fix what the user should do
     * @param goesOn whether the next lines are worth looking at: those of one pasted block are not
     */
    record Bad(String was, String fix, boolean goesOn) implements Verdict {}
  }

  private Verdict check() {
    for (int index = 0; index < line.length(); index++) {
      if (Character.isISOControl(line.charAt(index)) && line.charAt(index) != '\t') {
        return bad("a line with a control character", "copy the .pub file's line again");
      }
    }
    if (isPrivate()) {
      return new Verdict.Bad(
          "a private key",
          "give the .pub file instead; this key has been seen by others now: make a new one",
          false);
    }
    if (line.startsWith("---- BEGIN SSH2 PUBLIC KEY") || line.startsWith("-----BEGIN ")) {
      return new Verdict.Bad(
          "a key in another format than OpenSSH's", "convert it: ssh-keygen -i -f FILE", false);
    }
    return checkKey();
  }

  private boolean isPrivate() {
    return (line.startsWith("-----BEGIN ") && line.contains("PRIVATE KEY"))
        || line.startsWith("PuTTY-User-Key-File-");
  }

  private Verdict checkKey() {
    int start = 0;
    KeyType type = KeyType.of(word(start));
    if (!type.isKnown()) {
      start = skipSpace(endOfOptions());
      type = KeyType.of(word(start));
    }
    if (!type.isKnown()) {
      return unknown();
    }
    int blob = skipSpace(start + type.name().length());
    String text = word(blob);
    if (text.isEmpty()) {
      return bad("a type without its key", "copy the whole line of the .pub file");
    }
    String objection = KeyBlob.objection(text, type);
    return objection.isEmpty()
        ? new Verdict.Good()
        : bad(
            "a key which " + objection,
            "copy the whole line of the .pub file, without line breaks");
  }

  private Verdict unknown() {
    if (word(0).equals("ssh-dss")) {
      return bad("a DSA key, which OpenSSH refuses since 7.0", "make one: ssh-keygen -t ed25519");
    }
    if (line.startsWith("/")) {
      return bad("a path", "name it in QEMU_SSH_AUTHORIZED_KEYS_FILE");
    }
    return bad(
        "no key of a type that is known (ssh-ed25519, ssh-rsa, ecdsa-sha2-*, sk-*)",
        "give one line of a .pub file for each key");
  }

  private static Verdict bad(String was, String fix) {
    return new Verdict.Bad(was, fix, true);
  }

  /** The word that begins there; empty at the end of the line. */
  private String word(int start) {
    int end = start;
    while (end < line.length() && !isSpace(line.charAt(end))) {
      end++;
    }
    return line.substring(start, end);
  }

  private int skipSpace(int start) {
    int index = start;
    while (index < line.length() && isSpace(line.charAt(index))) {
      index++;
    }
    return index;
  }

  /** Options hold spaces only in quotes, and quotes in them only after a backslash. */
  private int endOfOptions() {
    boolean quoted = false;
    int index = 0;
    while (index < line.length() && (quoted || !isSpace(line.charAt(index)))) {
      if (line.startsWith("\\\"", index)) {
        index++;
      } else if (line.charAt(index) == '"') {
        quoted = !quoted;
      }
      index++;
    }
    return Math.min(index, line.length());
  }

  private static boolean isSpace(char letter) {
    return letter == ' ' || letter == '\t';
  }
}
