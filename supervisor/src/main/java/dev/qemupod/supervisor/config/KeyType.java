package dev.qemupod.supervisor.config;

/**
 * The kinds of SSH public keys that {@code authorized_keys} can hold (sshd(8), AUTHORIZED_KEYS FILE
 * FORMAT; OpenSSH's PROTOCOL.certkeys and PROTOCOL.u2f).
 *
 * @param name as it stands in the line and again inside the key
 * @param fields how many fields follow the name inside the key; -1: not counted, for certificates,
 *     which have numbers among their fields
 */
record KeyType(String name, int fields) {
  private static final String CERTIFICATE = "-cert-v01@openssh.com";

  private static final KeyType[] PLAIN = {
    new KeyType("ssh-ed25519", 1),
    new KeyType("ssh-rsa", 2),
    new KeyType("ecdsa-sha2-nistp256", 2),
    new KeyType("ecdsa-sha2-nistp384", 2),
    new KeyType("ecdsa-sha2-nistp521", 2),
    new KeyType("sk-ssh-ed25519@openssh.com", 2),
    new KeyType("sk-ecdsa-sha2-nistp256@openssh.com", 3)
  };

  /** The kind of that name, or the one that says it is unknown. */
  static KeyType of(String name) {
    for (KeyType type : PLAIN) {
      if (type.name.equals(name)) {
        return type;
      }
      if (name.endsWith(CERTIFICATE) && name.equals(type.certificate())) {
        return new KeyType(name, -1);
      }
    }
    return new KeyType("", 0);
  }

  boolean isKnown() {
    return !name.isEmpty();
  }

  /** The name of a certificate for such a key: the part before an "@openssh.com", and its own. */
  private String certificate() {
    int domain = name.indexOf('@');
    return (domain < 0 ? name : name.substring(0, domain)) + CERTIFICATE;
  }
}
