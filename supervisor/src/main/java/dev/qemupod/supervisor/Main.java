package dev.qemupod.supervisor;

/** The entry point. */
public final class Main {
  private Main() {}

  /** Runs the program. */
  public static void main(String[] arguments) {
    System.out.println("qemu-pod");
  }
}
