package dev.qemupod.bench;

/** The yardstick of the start: the least that a Java program can do. */
final class HelloWorld {
  private HelloWorld() {}

  public static void main(String[] arguments) {
    System.out.println("Hello World");
  }
}
