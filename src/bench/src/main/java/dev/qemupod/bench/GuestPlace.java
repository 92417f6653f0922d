package dev.qemupod.bench;

/** Where the same work is done. */
enum GuestPlace {
  /** Beside no VM. */
  POD("pod"),
  VM("VM"),
  /** In the VM of {@link #VM}. */
  CONTAINER("container in the VM");

  private final String title;

  GuestPlace(String title) {
    this.title = title;
  }

  /** For reports. */
  String title() {
    return title;
  }
}
