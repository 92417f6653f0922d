package dev.qemupod.supervisor.http;

import java.io.IOException;

/** The address of {@code QEMU_HTTP} can not be listened on. */
public final class HttpUnavailable extends IOException {
  private static final long serialVersionUID = 1L;

  HttpUnavailable(String message, IOException cause) {
    super(message, cause);
  }
}
