package dev.qemupod.supervisor.argv;

import java.util.List;

/**
 * qemu's command line.
 *
 * @param words argv, the binary first; no word holds a secret
 */
public record QemuArgv(List<String> words) {
  public QemuArgv {
    words = List.copyOf(words);
  }
}
