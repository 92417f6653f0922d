package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadAffinityTest {
  @Test
  void aMaskHasABitForEachCpuAndWholeWords() {
    assertArrayEquals(new byte[] {5, 0, 0, 0, 0, 0, 0, 0}, ThreadAffinity.mask(List.of(0, 2)));
    assertArrayEquals(
        new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 1, 0, 0, 0, 0, 0, 0, 0},
        ThreadAffinity.mask(List.of(63, 64)));
  }
}
