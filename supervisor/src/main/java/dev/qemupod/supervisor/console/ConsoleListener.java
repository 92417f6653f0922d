package dev.qemupod.supervisor.console;

/** Is told what the guest wrote to its console. */
@FunctionalInterface
public interface ConsoleListener {
  /**
   * Some more bytes; they are the caller's again after the call. May take its time: it is called on
   * a thread of its own, and bytes are dropped if it is too slow.
   */
  void output(byte[] buffer, int offset, int length);
}
