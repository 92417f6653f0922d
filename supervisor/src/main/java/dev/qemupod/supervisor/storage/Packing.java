package dev.qemupod.supervisor.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** How a file is packed, told from its content. */
enum Packing {
  GZIP("gzip", "\u001f\u008b"),
  BZIP2("bzip2", "BZh"),
  XZ("xz", "\u00fd7zXZ\0"),
  ZSTD("zstd", "(\u00b5/\u00fd");

  private final String program;

  /** The first bytes, in ISO 8859-1. */
  private final String magic;

  Packing(String program, String magic) {
    this.program = program;
    this.magic = magic;
  }

  /** The packing of what begins like this; empty: none that is known. */
  static Optional<Packing> of(ByteBuffer head) {
    for (Packing packing : values()) {
      if (packing.matches(head)) {
        return Optional.of(packing);
      }
    }
    return Optional.empty();
  }

  private boolean matches(ByteBuffer head) {
    if (head.limit() < magic.length()) {
      return false;
    }
    for (int index = 0; index < magic.length(); index++) {
      if ((head.get(index) & 0xff) != magic.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  /** The program that unpacks it. */
  String program() {
    return program;
  }

  /** What unpacks its standard input to its standard output. */
  List<String> command() {
    return List.of(program, "-dc");
  }
}
