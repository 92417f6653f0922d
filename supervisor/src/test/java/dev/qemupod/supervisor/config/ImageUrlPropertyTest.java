package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** URLs and checksums: understood or refused, and their secrets kept. */
class ImageUrlPropertyTest {
  @Provide
  Arbitrary<String> secrets() {
    return Arbitraries.strings().withChars("abcXYZ0123456789").ofLength(12).map(s -> "s3c" + s);
  }

  @Property
  void anyTextIsUnderstoodOrRefused(@ForAll String text) {
    ImageUrl.parse(text);
    ImageUrl.parse("https://" + text);
    Checksum.parse(text);
    Checksum.parse("https://" + text);
  }

  @Property
  void noSecretIsShown(@ForAll("secrets") String secret) {
    for (String url :
        new String[] {
          "https://me:" + secret + "@h:8443/a/b.qcow2",
          "https://" + secret + "@h:8443/a/b.qcow2",
          "https://h:8443/a/b.qcow2?sig=" + secret,
          "https://me:" + secret + "@h:8443/a/b.qcow2?" + secret + "#" + secret
        }) {
      ImageUrl read = ImageUrl.of(URI.create(url)).orElseThrow();
      assertEquals("https://h:8443/a/b.qcow2", read.shown());
      assertEquals("b.qcow2", read.fileName());
      assertFalse((read + "" + new RemoteImage(read, Optional.empty())).contains(secret));
      assertTrue(DownloadReader.name(read).startsWith("b-"));
    }
  }

  @Example
  void hostsAndPortsAreRead() {
    ImageUrl six = ImageUrl.of(URI.create("http://[fd00::1]/a")).orElseThrow();
    assertEquals("fd00::1", six.host());
    assertEquals(80, six.port());
    assertEquals("http://[fd00::1]/a", six.shown());
    assertEquals(443, ImageUrl.of(URI.create("HTTPS://h/a")).orElseThrow().port());
    assertEquals(Optional.empty(), ImageUrl.of(URI.create("http://h:99999/a")));
    assertEquals(Optional.empty(), ImageUrl.of(URI.create("file:///a")));
  }
}
