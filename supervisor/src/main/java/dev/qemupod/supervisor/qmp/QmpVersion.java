package dev.qemupod.supervisor.qmp;

/**
 * qemu's version as its greeting tells it.
 *
 * @param distribution the packager's text, such as {@code Debian 1:7.2+dfsg-7}; may be empty
 */
public record QmpVersion(int major, int minor, int micro, String distribution) {
  /** Older ones lack events and commands that the supervisor relies on. */
  static final QmpVersion OLDEST_SUPPORTED = new QmpVersion(7, 2, 0, "");

  /** The newest release series that the supervisor's protocol facts were checked with. */
  static final QmpVersion NEWEST_TESTED = new QmpVersion(11, 1, Integer.MAX_VALUE, "");

  /** The newest series of releases that was tested, such as {@code 11.1}. */
  public static String newestTestedSeries() {
    return NEWEST_TESTED.major + "." + NEWEST_TESTED.minor;
  }

  /** Such as {@code 7.2.22}. */
  public String text() {
    return major + "." + minor + "." + micro;
  }

  /** Whether the supervisor works with it. */
  public boolean supported() {
    return compareNumbers(OLDEST_SUPPORTED) >= 0;
  }

  /** Whether it is newer than any that was tested: it will likely work. */
  public boolean newerThanTested() {
    return compareNumbers(NEWEST_TESTED) > 0;
  }

  /** As a comparator does; one made of lambdas would load 30 classes for it. */
  private int compareNumbers(QmpVersion other) {
    int series = major == other.major ? minor - other.minor : major - other.major;
    return series == 0 ? Integer.compare(micro, other.micro) : series;
  }
}
