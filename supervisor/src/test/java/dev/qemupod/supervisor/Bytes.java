package dev.qemupod.supervisor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What a peer or a file may hold: noise, what is nearly right, and either cut into pieces. */
public final class Bytes {
  private Bytes() {}

  /** Any bytes, among them many that mean something to a terminal, a parser or a decoder. */
  public static Arbitrary<byte[]> noise(int most) {
    return values().list().ofMaxSize(most).map(Bytes::joined);
  }

  private static Arbitrary<Byte> values() {
    return Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.of(meaningful()));
  }

  /** The same with up to four places overwritten, lost, doubled or interspersed with noise. */
  public static Arbitrary<byte[]> damaged(Arbitrary<byte[]> whole) {
    Arbitrary<Damage> damage =
        Combinators.combine(
                Arbitraries.of(Damage.Kind.class),
                Arbitraries.integers().between(0, 1 << 20),
                Arbitraries.integers().between(1, 12),
                values().list().ofMaxSize(8))
            .as(Damage::new);
    return Combinators.combine(whole, damage.list().ofMaxSize(4))
        .as(
            (bytes, damages) -> {
              byte[] result = bytes;
              for (Damage each : damages) {
                result = each.of(result);
              }
              return result;
            });
  }

  /** Pieces of these lengths, over and over until all is cut. */
  public static List<byte[]> cut(byte[] whole, List<Integer> lengths) {
    List<byte[]> pieces = new ArrayList<>();
    int start = 0;
    for (int turn = 0; start < whole.length; turn++) {
      int length = lengths.isEmpty() ? whole.length : lengths.get(turn % lengths.size());
      int end = Math.min(whole.length, start + length);
      pieces.add(Arrays.copyOfRange(whole, start, end));
      start = end;
    }
    return pieces;
  }

  /** Lengths for {@link #cut}. */
  public static Arbitrary<List<Integer>> cuts(int longest) {
    return Arbitraries.integers().between(1, longest).list().ofMaxSize(6);
  }

  /** As UTF-8. */
  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Byte> meaningful() {
    String characters = "\0\7\t\n\r\u001b \",-09:[\\]{}\u007f\u0080\u009b\u00c2\u00ed\u00f0\u00ff";
    return characters.chars().mapToObj(character -> (byte) character).toList();
  }

  private static byte[] joined(List<Byte> list) {
    byte[] bytes = new byte[list.size()];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = list.get(index);
    }
    return bytes;
  }

  /** One thing that goes wrong with bytes. */
  private record Damage(Kind kind, int place, int length, List<Byte> noise) {
    private enum Kind {
      OVERWRITE,
      LOSE,
      DOUBLE,
      INSERT,
      TRUNCATE
    }

    byte[] of(byte[] whole) {
      int start = whole.length == 0 ? 0 : place % whole.length;
      int end = Math.min(whole.length, start + length);
      return switch (kind) {
        case OVERWRITE ->
            concat(whole, start, joined(noise), Math.min(whole.length, start + noise.size()));
        case LOSE -> concat(whole, start, new byte[0], end);
        case DOUBLE -> concat(whole, end, Arrays.copyOfRange(whole, start, end), end);
        case INSERT -> concat(whole, start, joined(noise), start);
        case TRUNCATE -> Arrays.copyOf(whole, start);
      };
    }

    private static byte[] concat(byte[] whole, int before, byte[] middle, int after) {
      ByteArrayOutputStream result = new ByteArrayOutputStream();
      result.write(whole, 0, before);
      result.writeBytes(middle);
      result.write(whole, after, whole.length - after);
      return result.toByteArray();
    }
  }
}
