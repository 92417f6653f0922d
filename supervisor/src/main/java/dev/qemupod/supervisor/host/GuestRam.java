package dev.qemupod.supervisor.host;

/**
 * The pieces in which qemu maps the guest's RAM.
 *
 * @param base what the machine was started with, bytes
 * @param pluggable what can be plugged into it while it runs, bytes; 0: nothing. All of it is
 *     mapped from the start, and takes no memory before the guest has it.
 */
public record GuestRam(long base, long pluggable) {
  /** A machine that keeps its size. */
  public static GuestRam fixed(long bytes) {
    return new GuestRam(bytes, 0);
  }
}
