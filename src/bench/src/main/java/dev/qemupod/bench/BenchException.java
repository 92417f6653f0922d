package dev.qemupod.bench;

/** Something could not be measured; the message says what and why. */
final class BenchException extends Exception {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }
}
