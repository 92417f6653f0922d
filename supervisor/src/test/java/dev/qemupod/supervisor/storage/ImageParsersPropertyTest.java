package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What stands beside an image, and what helper programs say, is understood or left alone. */
class ImageParsersPropertyTest {
  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().alpha().numeric().withChars(":/.-").ofMinLength(1).ofMaxLength(60);
  }

  @Property
  void anyRecordIsUnderstoodOrRefused(@ForAll String text) {
    ImageRecord.parse(text)
        .ifPresent(record -> assertEquals(Optional.of(record), ImageRecord.parse(record.text())));
    ImageRecord.parse("url=" + text + "\nsha256=" + text);
  }

  @Property
  void aRecordIsRead(@ForAll("words") String url, @ForAll("words") String hash) {
    for (String longer : new String[] {"", hash + hash}) {
      ImageRecord record = new ImageRecord(url, hash, longer);
      assertEquals(Optional.of(record), ImageRecord.parse(record.text()));
    }
  }

  @Property
  void anyOutputIsProgressOrNone(@ForAll String text) {
    Conversion.thousandths(text);
    OptionalInt inside = Conversion.thousandths("    (" + text + "/100%)");
    assertTrue(inside.isEmpty() || (inside.getAsInt() >= 0 && inside.getAsInt() <= 1000));
  }

  @Property
  void theProgressOfAConversionIsRead(@ForAll @IntRange(min = 0, max = 1000) int thousandths) {
    String percent = String.format(Locale.ROOT, "    (%.2f/100%%)", thousandths / 10.0);
    int read = Conversion.thousandths(percent).orElseThrow();
    assertTrue(Math.abs(read - thousandths) <= 1, percent);
  }

  @Property
  void anyPartIsAPercentage(
      @ForAll long done, @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long total) {
    ImageProgress image =
        ImageProgress.waiting("QEMU_HDA", "https://h/a")
            .at(ImageProgress.Step.DOWNLOADING, Math.abs(done >> 1), OptionalLong.of(total));
    assertTrue(image.percent() >= -1 && image.percent() <= 100);
  }

  @Property
  void anyBytesArePackedOrNot(@ForAll byte[] head) {
    Packing.of(ByteBuffer.wrap(head));
  }

  @Example
  void aStepIsDescribedInAClause() {
    ImageProgress image = ImageProgress.waiting("QEMU_HDA", "https://h/a");
    assertEquals("waiting QEMU_HDA, https://h/a", image.describe());
    assertEquals(
        "downloading QEMU_HDA from https://h/a, 37 % of 512 MiB",
        image
            .at(ImageProgress.Step.DOWNLOADING, 190L << 20, OptionalLong.of(512L << 20))
            .describe());
    assertEquals(
        "unpacking QEMU_HDA, 64 MiB so far",
        image.at(ImageProgress.Step.UNPACKING, 64L << 20, OptionalLong.empty()).describe());
    assertEquals(
        "converting QEMU_HDA, 50 %",
        image.at(ImageProgress.Step.CONVERTING, 500, OptionalLong.of(1000)).describe());
  }
}
