package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** The first bytes of a disk, which may be a guest's, can say anything. */
class ImageHeaderPropertyTest {
  /** Where a qcow2 header has its numbers: most are 4 bytes, so every other may be half of one. */
  private static final int FIELDS = 128;

  @Property(tries = 2000)
  void anyBytesAreAnHeaderThatMakesSense(@ForAll("heads") byte[] head) {
    switch (ImageHeader.of(ByteBuffer.wrap(head))) {
      case ImageHeader.Empty _ -> assertEquals(0, head.length);
      case ImageHeader.Foreign foreign -> assertFalse(foreign.name().isEmpty());
      case ImageHeader.Qcow2(Qcow2Header header) -> {
        assertTrue(header.virtualSize() >= 0, header::toString);
        assertTrue(header.tableEnd() >= 0, header::toString);
        assertTrue(header.backingFile().orElse("").length() <= 1023, header::toString);
        assertTrue(header.backingFormat().orElse("").length() <= head.length, header::toString);
      }
      case ImageHeader.DamagedQcow2 _ -> assertEquals('Q', head[0]);
      case ImageHeader.Unknown _ -> assertTrue(head.length > 0);
    }
  }

  @Property(tries = 500)
  void whatIsWrittenIsReadAgain(
      @ForAll @LongRange(min = 0) long size,
      @ForAll("names") String base,
      @ForAll("formats") String format) {
    ByteBuffer image = TestImages.overlay(size, base, format);
    Qcow2Header header = assertInstanceOf(ImageHeader.Qcow2.class, ImageHeader.of(image)).header();
    assertEquals(size, header.virtualSize());
    assertEquals(Optional.of(base), header.backingFile());
    assertEquals(Optional.of(format), header.backingFormat());
    assertFalse(header.encrypted() || header.corrupt() || header.unknownFeatures());
  }

  @Provide
  Arbitrary<byte[]> heads() {
    Arbitrary<byte[]> image =
        Combinators.combine(Arbitraries.longs(), names(), formats())
            .as((size, base, format) -> bytes(TestImages.overlay(size, base, format)));
    Arbitrary<byte[]> odd =
        Combinators.combine(
                image,
                Arbitraries.integers().between(1, FIELDS / 4).map(field -> field * 4),
                Arbitraries.integers())
            .as(
                (head, offset, value) -> {
                  ByteBuffer.wrap(head).putInt(offset, value);
                  return head;
                });
    Arbitrary<byte[]> signatures =
        Arbitraries.of(HeaderSignature.ALL)
            .map(
                signature -> {
                  byte[] head = new byte[signature.offset() + signature.bytes().length()];
                  for (int index = 0; index < signature.bytes().length(); index++) {
                    head[signature.offset() + index] = (byte) signature.bytes().charAt(index);
                  }
                  return head;
                });
    return Arbitraries.oneOf(odd, Bytes.damaged(odd), Bytes.damaged(signatures), Bytes.noise(120));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .withChars("ä水")
        .ofMinLength(1)
        .ofMaxLength(60);
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of("raw", "qcow2", "vmdk", "luks:raw");
  }

  private static byte[] bytes(ByteBuffer image) {
    return Arrays.copyOf(TestImages.bytes(image), 1024);
  }
}
