package dev.qemupod.supervisor.fetch;

import java.io.IOException;

/** The file can not be written: no matter of the network. */
final class VolumeException extends IOException {
  private static final long serialVersionUID = 1L;

  VolumeException(IOException cause) {
    super("can not be written to the volume: " + cause.getMessage(), cause);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
