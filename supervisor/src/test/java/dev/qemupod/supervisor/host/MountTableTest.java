package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTableTest {
  private static final String TABLE =
      """
      21 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw
      28 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,errors=remount-ro
      29 28 8:17 /data /with\\040space\\0408:1\\040/ rw - xfs /dev/sdb1 rw,attr2
      31 28 0:27 / /run rw shared:9 - tmpfs tmpfs rw,mode=755
      """;

  @ParameterizedTest
  @CsvSource({"20, sysfs", "65024, ext4", "2065, xfs", "27, tmpfs", "2049, ''", "2, ''"})
  void the_type_is_that_of_the_mount_with_the_files_device(long device, String type) {
    assertEquals(type, MountTable.type(TABLE, device));
  }

  @Test
  void a_minor_number_above_255_is_read_as_the_kernel_writes_it() {
    // makedev(3): the lower 8 bits, then 12 of the major number, then the rest of the minor one.
    assertEquals("nfs4", MountTable.type("40 28 0:300 / /mnt rw - nfs4 h:/ rw\n", 0x10002cL));
  }

  @ParameterizedTest
  @CsvSource({"''", "40 28 0:20 / /mnt rw", "40 28 0:20 / /mnt rw - sysfs"})
  void a_table_that_is_cut_tells_nothing(String table) {
    assertEquals("", MountTable.type(table, 20));
  }

  @Test
  void a_table_that_can_not_be_read_tells_nothing() {
    assertEquals("", MountTable.type(null, 20));
  }

  @Test
  void a_real_file_is_found_in_the_real_table() throws IOException {
    assertEquals("proc", MountTable.typeAt(Path.of("/proc/self/status")));
  }

  @Test
  void a_file_that_is_not_there_has_none() {
    assertThrows(NoSuchFileException.class, () -> MountTable.typeAt(Path.of("/no/such/file")));
  }
}
