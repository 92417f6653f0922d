package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** CPUs come back however they are listed. */
class CpuListPropertyTest {
  /** CPUs that follow one another. */
  record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  @Property(tries = 500)
  void theCpusOfAllRangesAreThere(@ForAll("ranges") List<Range> ranges) {
    BitSet expected = new BitSet();
    ranges.forEach(range -> expected.set(range.first, range.last + 1));
    String text = String.join(",", ranges.stream().map(Range::toString).toList()) + "\n";
    assertEquals(expected, CpuList.parse(text));
  }

  @Property(tries = 1000)
  void anyTextIsCpusOrNothing(@ForAll("text") byte[] text) {
    BitSet cpus = CpuList.parse(new String(text, StandardCharsets.ISO_8859_1));
    if (cpus != null) {
      assertFalse(cpus.isEmpty());
      assertTrue(cpus.length() <= 65_536);
    }
  }

  @Provide
  Arbitrary<List<Range>> ranges() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8000), Arbitraries.integers().between(0, 100))
        .as((first, more) -> new Range(first, first + more))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<byte[]> text() {
    Arbitrary<byte[]> usual = ranges().map(ranges -> Bytes.of(ranges.toString().replace(" ", "")));
    Arbitrary<byte[]> numbers =
        Arbitraries.strings().withChars("0123456789,- \n").ofMaxLength(30).map(Bytes::of);
    return Arbitraries.oneOf(Bytes.noise(20), Bytes.damaged(usual), numbers);
  }
}
