package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class JavaHeapTest {
  private static final String ANSWER =
      """
      17940:
      DefNew     total 3712K, used 2834K [0x00000000fe000000, 0x00000000fe400000, 0x00000000fe400000)
       eden space 3328K,  85% used [0x00000000fe000000, 0x00000000fe2c4980, 0x00000000fe340000)
       from space 384K,   0% used [0x00000000fe3a0000, 0x00000000fe3a0000, 0x00000000fe400000)
       to   space 384K,   0% used [0x00000000fe340000, 0x00000000fe340000, 0x00000000fe3a0000)
      Tenured    total 9064K, used 5632K [0x00000000fe400000, 0x00000000fecda000, 0x0000000100000000)
       the  space 9064K,  60% used [0x00000000fe400000, 0x00000000fe957698, 0x00000000fecda000)
      """;

  @Test
  void theHeapReachesFromTheYoungToTheEndOfTheOldGeneration() throws BenchException {
    assertEquals(new JavaHeap(0xfe000000L, 0x100000000L, 5.5), JavaHeap.parse(ANSWER));
  }

  @Test
  void anotherCollectorIsNotUnderstood() {
    assertThrows(BenchException.class, () -> JavaHeap.parse("garbage-first heap total 10240K"));
  }
}
