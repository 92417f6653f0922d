package dev.qemupod.supervisor.fetch;

/** Something could not be fetched; the message says what happened and holds no secret. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Whose fault it is. */
  public enum Kind {
    /** The URL, its checksum or what stands behind it: trying again would not help. */
    CONFIGURATION,
    /** The network, a server or the volume: the next start may do. */
    UNAVAILABLE
  }

  /** A failure, as a clause that follows the URL: {@code answered 404 Not Found: ...}. */
  public FetchException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** The message. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
