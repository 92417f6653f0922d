package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmpVersionTest {
  @ParameterizedTest
  @CsvSource({
    "6,2,0,false,false",
    "7,1,99,false,false",
    "7,2,0,true,false",
    "7,2,22,true,false",
    "10,0,13,true,false",
    "11,1,3,true,false",
    "11,2,0,true,true",
    "12,0,0,true,true"
  })
  void gatesByNumber(int major, int minor, int micro, boolean supported, boolean newer) {
    QmpVersion version = new QmpVersion(major, minor, micro, "");
    assertEquals(supported, version.supported());
    assertEquals(newer, version.newerThanTested());
    assertEquals(major + "." + minor + "." + micro, version.text());
  }
}
