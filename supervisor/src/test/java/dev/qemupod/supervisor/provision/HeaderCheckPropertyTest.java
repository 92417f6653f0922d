package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

final class HeaderCheckPropertyTest {
  private static final String MULTI_PART =
      "Content-Type: multipart/mixed; boundary=\"=\"\nMIME-Version: 1.0\n\n--=\n\nx\n--=--\n";

  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.of(
        "#cloud-config\n",
        "#Cloud-Config\r\n",
        " \n#cloud-config\n",
        "#cloud-config-archive\n",
        "#!/bin/sh\n",
        "#include\nhttps://example.org/x\n",
        "#include-once\n",
        "#cloud-boothook\n",
        "#part-handler\n",
        "## template: jinja\n#cloud-config\n",
        MULTI_PART);
  }

  @Property(tries = 200)
  void whatCloudInitKnowsIsPassedOnAsItIs(
      @ForAll("headers") String header, @ForAll @Size(max = 99) byte[] rest) {
    byte[] given = bytes(header, rest);
    assertSame(given, check(given));
    assertEquals(List.of(), all());
  }

  @Property(tries = 200)
  void base64OfItIsDecodedWhateverItsLineBreaks(
      @ForAll("headers") String header, @ForAll @Size(max = 99) byte[] rest) {
    byte[] content = bytes(header, rest);
    assertArrayEquals(content, check(Base64.getEncoder().encode(content)));
    assertArrayEquals(content, check(Base64.getMimeEncoder(20, new byte[] {'\n'}).encode(content)));
    assertEquals(List.of(), all());
  }

  @Property(tries = 500)
  void anythingElseIsPassedOnWithAWordAboutIt(@ForAll byte[] given) {
    byte[] content = check(given);
    assertTrue(Arrays.equals(given, content) || !all().isEmpty() || content.length < given.length);
    assertTrue(all().stream().allMatch(problem -> problem.variable().equals("V")));
  }

  @Example
  void gzipIsKnownAndItsBase64Decoded() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes("#cloud-config\n"));
    }
    assertSame(out.toByteArray().length, check(out.toByteArray()).length);
    assertArrayEquals(out.toByteArray(), check(Base64.getEncoder().encode(out.toByteArray())));
    assertEquals(List.of(), all());
  }

  @Example
  void whatCloudInitWouldIgnoreIsToldWithTheFix() {
    assertTold(warnings, bytes("users: []\n"), "make #cloud-config its first line");
    assertTold(warnings, bytes("# a comment\n#cloud-config\n"), "make #cloud-config its first");
    assertTold(errors, bytes(" \n"), "but was empty; unset it");
    assertTold(errors, new byte[0], "but was empty; unset it");
    assertTold(errors, bytes("\ufeff#cloud-config\n"), "begins with a byte order mark");
    assertTold(
        errors, "\ufeff#cloud-config\n".getBytes(StandardCharsets.UTF_16LE), "byte order mark");
    assertTold(errors, bytes("{\"ignition\":{\"version\":\"3.4.0\"}}"), "give it in QEMU_IGNITION");
  }

  @Example
  void moreThanAMebibyteIsRefused() {
    byte[] large = bytes("#cloud-config\n", new byte[HeaderCheck.LARGEST_BYTES]);
    assertTold(errors, large, "must be at most 1 MiB");
  }

  @Example
  void asMuchAsAMebibyteMayComeAsBase64() {
    String header = "#cloud-config\n";
    byte[] large = bytes(header, new byte[HeaderCheck.LARGEST_BYTES - header.length()]);
    assertArrayEquals(large, check(Base64.getMimeEncoder().encode(large)));
    assertEquals(List.of(), all());
  }

  @Example
  void aSecretIsNotQuoted() {
    assertTold(warnings, bytes("password: hunter2\n"), "should begin with");
  }

  private void assertTold(List<Problem> where, byte[] given, String text) {
    errors.clear();
    warnings.clear();
    assertSame(given, check(given));
    assertEquals(1, all().size(), all().toString());
    String told = where.getFirst().toString();
    assertTrue(told.contains(text), told);
    assertTrue(!told.contains("hunter2"), told);
  }

  private List<Problem> all() {
    List<Problem> all = new ArrayList<>(errors);
    all.addAll(warnings);
    return all;
  }

  private byte[] check(byte[] given) {
    return new HeaderCheck("V", errors, warnings).check(given);
  }

  private static byte[] bytes(String text, byte... rest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(rest);
    return all.toByteArray();
  }
}
