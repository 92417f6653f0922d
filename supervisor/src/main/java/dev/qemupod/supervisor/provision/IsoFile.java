package dev.qemupod.supervisor.provision;

/** A file of an {@link IsoImage}. */
final class IsoFile {
  private static final int LONGEST_NAME = 30;

  private final String name;
  private final byte[] content;

  /**
   * A file.
   *
   * @param name 1 to 30 of {@code a-z}, {@code 0-9} and {@code -}
   * @param content its bytes, which may be secret
   */
  IsoFile(String name, byte[] content) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("a name of 1 to 30 letters is needed: " + name);
    }
    for (int index = 0; index < name.length(); index++) {
      char letter = name.charAt(index);
      if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9') && letter != '-') {
        throw new IllegalArgumentException("not a name for an image: " + name);
      }
    }
    this.name = name;
    this.content = content;
  }

  String name() {
    return name;
  }

  /** The bytes themselves: never changed by who reads them. */
  byte[] content() {
    return content;
  }

  /** The name that ISO 9660 alone allows, with its version. */
  String plainName() {
    StringBuilder plain = new StringBuilder(name.length() + 3);
    for (int index = 0; index < name.length(); index++) {
      char letter = name.charAt(index);
      boolean small = letter >= 'a' && letter <= 'z';
      plain.append(letter == '-' ? '_' : small ? (char) (letter - 'a' + 'A') : letter);
    }
    return plain.append(".;1").toString();
  }

  @Override
  public String toString() {
    return name + ", " + content.length + " bytes";
  }
}
