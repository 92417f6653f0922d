package dev.qemupod.supervisor.host;

import java.nio.file.Path;

/** Where qemu is, looked up before it is spawned so that the exit code can tell why it is not. */
public sealed interface QemuBinary {
  /** An executable file. */
  record Found(Path path) implements QemuBinary {}

  /** No such file: exit code 69. */
  record Missing(String message) implements QemuBinary {}

  /** There, but not executable by this user: exit code 77. */
  record NotExecutable(String message) implements QemuBinary {}
}
