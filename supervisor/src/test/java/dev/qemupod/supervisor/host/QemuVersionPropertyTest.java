package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** What qemu and its distributors print of its version. */
class QemuVersionPropertyTest {
  @Example
  void distributionsAddToIt() {
    assertEquals(
        Optional.of(new QemuVersion(7, 2)),
        QemuVersion.in(
            "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright (c)"));
    assertEquals(
        Optional.of(new QemuVersion(10, 0)), QemuVersion.in("QEMU emulator version 10.0.2\n"));
  }

  @Property
  void anyVersionIsRead(
      @ForAll @IntRange(max = 9999) int major,
      @ForAll @IntRange(max = 9999) int minor,
      @ForAll @IntRange(max = 99) int patch) {
    String text = "QEMU emulator version " + major + "." + minor + "." + patch;
    assertEquals(Optional.of(new QemuVersion(major, minor)), QemuVersion.in(text));
  }

  @Property
  void anyOtherTextIsNoVersionOrOneOfItsNumbers(@ForAll @StringLength(max = 40) String text) {
    Optional<QemuVersion> version = QemuVersion.in("version " + text);
    assertTrue(version.isEmpty() || text.contains(version.get().toString().substring(1)), text);
    assertEquals(QemuVersion.in(text), QemuVersion.in(text));
  }

  @Example
  void versionsAreOrdered() {
    QemuVersion version = new QemuVersion(8, 2);
    assertTrue(version.isAtLeast(8, 2));
    assertTrue(version.isAtLeast(8, 0));
    assertTrue(version.isAtLeast(7, 9));
    assertTrue(!version.isAtLeast(8, 3));
    assertTrue(!version.isAtLeast(9, 0));
  }
}
