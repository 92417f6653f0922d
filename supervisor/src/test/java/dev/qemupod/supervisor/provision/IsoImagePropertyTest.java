package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class IsoImagePropertyTest {
  @Provide
  Arbitrary<Map<String, byte[]>> contents() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .withChars('-')
            .ofMinLength(1)
            .ofMaxLength(30);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(5000);
    return Arbitraries.maps(names, bytes).ofMaxSize(IsoImage.MOST_FILES);
  }

  @Property(tries = 300)
  void everyFileIsFoundInEachForm(@ForAll("contents") Map<String, byte[]> contents) {
    byte[] image = image(contents);
    IsoReader reader = new IsoReader(image);
    assertEquals(0, image.length % IsoImage.SECTOR);
    assertEquals("cidata", reader.label());
    assertSame(contents, reader.rockRidge());
    assertSame(contents, reader.joliet());
    assertEquals(contents.size(), reader.plain().size());
    assertArrayEquals(image, image(contents));
  }

  @Property(tries = 300)
  void aNameIsGoodOrRefused(@ForAll String name) {
    boolean good = name.matches("[a-z0-9-]{1,30}");
    if (good) {
      assertEquals(name, new IsoFile(name, new byte[0]).name());
    } else {
      assertThrows(IllegalArgumentException.class, () -> new IsoFile(name, new byte[0]));
    }
  }

  @Example
  void tooManyFilesAreRefused() {
    List<IsoFile> files = new ArrayList<>();
    for (int number = 0; number <= IsoImage.MOST_FILES; number++) {
      files.add(new IsoFile("file-" + number, new byte[0]));
    }
    assertThrows(IllegalArgumentException.class, () -> IsoImage.of("cidata", files));
  }

  @Example
  void theLongestNamesFitTheDirectory() {
    Map<String, byte[]> contents = new TreeMap<>();
    for (int number = 0; number < IsoImage.MOST_FILES; number++) {
      contents.put("a".repeat(29) + number, new byte[] {(byte) number});
    }
    assertSame(contents, new IsoReader(image(contents)).rockRidge());
    assertSame(contents, new IsoReader(image(contents)).joliet());
  }

  private static byte[] image(Map<String, byte[]> contents) {
    List<IsoFile> files = new ArrayList<>();
    contents.forEach((name, bytes) -> files.add(new IsoFile(name, bytes)));
    return IsoImage.of("cidata", files);
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> actual) {
    assertEquals(expected.keySet(), new TreeMap<>(actual).keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }
}
