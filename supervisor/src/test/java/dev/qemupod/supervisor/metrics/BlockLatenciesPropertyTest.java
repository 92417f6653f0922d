package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever qemu counts, a histogram only rises until it starts anew. */
class BlockLatenciesPropertyTest {
  @Property(tries = 300)
  void noBucketFallsUnlessQemusBinDid(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 5) Integer> readings) {
    BlockLatencies latencies = new BlockLatencies();
    List<Long> before = BlockLatenciesTest.counts();
    long total = 0;
    for (int reading : readings) {
      long[] bins = new long[BlockLatenciesTest.BINS];
      Arrays.fill(bins, reading);
      BlockSample.Latency told =
          latencies
              .of(BlockLatenciesTest.counted(BlockLatenciesTest.HDA, reading * 1000L, bins))
              .getFirst();
      boolean anew = reading < total;
      for (int index = 0; index < BlockLatenciesTest.BINS; index++) {
        assertTrue(told.counts().get(index) >= (anew ? 0 : before.get(index)), told::toString);
      }
      assertTrue(told.seconds().orElseThrow() >= 0, told::toString);
      before = told.counts();
      total = reading;
    }
  }
}
