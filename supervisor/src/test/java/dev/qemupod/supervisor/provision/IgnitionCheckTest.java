package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.provision.IgnitionCheck.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs as people give them, and what is told of those that no Ignition takes. */
class IgnitionCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ignition\":{\"version\":\"3.4.0\"},\"a\":[{\"b\":1}]}\n",
        "  {\"a\":{\"version\":7},\"ignition\":{\"config\":{},\"version\":\"2.3.0\"}}",
        "{\"ignition\":{\"security\":{\"tls\":{}},\"version\":\"3.0.0\",\"timeouts\":{}}}",
        "{\"Ignition\":{\"VERSION\":\"3.6.0\"}}",
        "{\"ignition\":{\"version\":\"3.1.0\",\"config\":{\"merge\":[{\"source\":\"https://a/b\"},"
            + "{\"source\":\"https://a/c\"},{}, null, 7],\"replace\":{\"source\":null}}}}",
        "{\"ignition\":{\"version\":\"2.0.0\"},\"passwd\":{\"users\":[7,{\"name\":\"a\","
            + "\"sshAuthorizedKeys\":[\"k\",null]},{\"name\":\"a\",\"sshAuthorizedKeys\":null}]}}"
      })
  void aConfigThatIgnitionReadsIsAccepted(String config) {
    Verdict.Good good = assertInstanceOf(Verdict.Good.class, check(config));
    assertEquals(Optional.empty(), good.warning());
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "must be an Ignition config, but was empty"),
        Arguments.of(" \n ", "must be an Ignition config, but was empty"),
        Arguments.of("#cloud-config\n{}", "but was cloud-config"),
        Arguments.of("variant: fcos\nversion: 1.5.0\n", "but was Butane's YAML; translate it"),
        Arguments.of("# a comment\nvariant: flatcar\n", "but was Butane's YAML"),
        Arguments.of("{\"variant\":\"fcos\",\"version\":\"1.5.0\"}", "but was Butane's YAML"),
        Arguments.of("\ufeff{}", "byte order mark"),
        Arguments.of("/config/x.ign", "a JSON object, but does not begin with {"),
        Arguments.of("[]", "a JSON object, but does not begin with {"),
        Arguments.of("{\"ignition\":", "must be valid JSON, but is not at line 1, column"),
        Arguments.of("{\n \"ignition\": {,}\n}", "but is not at line 2, column"),
        Arguments.of("{}", "must have a section ignition with a version"),
        Arguments.of("{\"version\":\"3.0.0\"}", "must have a section ignition"),
        Arguments.of("{\"ignition\":\"3.0.0\"}", "must have a section ignition"),
        Arguments.of("{\"ignition\":{}}", "must have a version"),
        Arguments.of("{\"ignition\":{\"version\":3}}", "must have a version"),
        Arguments.of("{\"ignition\":{\"a\":{\"version\":\"3\"}}}", "must have a version"),
        Arguments.of("{\"ignition\":{\"version\":\"latest\"}}", "three numbers"),
        Arguments.of("{\"ignition\":{\"version\":\"3.4\"}}", "three numbers"),
        Arguments.of("{\"ignition\":{\"version\":\"3.04.0\"}}", "three numbers"),
        Arguments.of("{\"ignition\":{\"version\":\"1.0.0\"}}", "is 1.0.0, which there is not"),
        Arguments.of("{\"ignition\":{\"version\":\"2.5.0\"}}", "is 2.5.0, which there is not"),
        Arguments.of("{\"ignitionVersion\":1}", "is of spec 1 (ignitionVersion)"),
        Arguments.of("{\"ignition\":{\"version\":\"3.0.0\"}} {}", "but something follows it"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aConfigThatIgnitionWouldRefuseOrIgnoreIsRefused(String config, String sentence) {
    String objection = objection(config);
    assertTrue(objection.contains(sentence), objection);
  }

  /** What is newer than we are must not be stopped by us. */
  @ParameterizedTest
  @CsvSource({
    "3.7.0-experimental, is of the experimental spec 3.7.0-experimental",
    "2.5.0-experimental, is of the experimental spec 2.5.0-experimental",
    "3.2.0-experimental, is of the experimental spec 3.2.0-experimental",
    "3.7.0, was not known when this was written",
    "3.4.1, was not known when this was written",
    "4.0.0, was not known when this was written"
  })
  void aVersionThatIsNotKnownIsAWarning(String version, String sentence) {
    Verdict.Good good =
        assertInstanceOf(
            Verdict.Good.class, check("{\"ignition\":{\"version\":\"" + version + "\"}}"));
    assertTrue(good.warning().orElseThrow().contains(sentence), good.toString());
  }

  @Test
  void aSecretInABrokenConfigIsNotQuoted() {
    for (String config :
        List.of(
            "{\"password\": hunter2}",
            "{\"ignition\":{\"version\":\"hunter2\"}}",
            merging(3, dataUrl("{\"password\": hunter2}")))) {
      String objection = objection(config);
      assertTrue(!objection.contains("hunter2"), objection);
    }
  }

  @Test
  void moreThanAMebibyteIsRefused() {
    String large = "{\"ignition\":{\"version\":\"3.0.0\"}}" + " ".repeat(1 << 20);
    assertTrue(objection(large).startsWith("must be at most 1 MiB"));
  }

  @Test
  void aConfigWithinIsLookedAtAsWell() throws IOException {
    String where = "holds a config of its own in ignition.config (a data: URL) that ";
    assertTrue(objection(merging(3, "data:,")).startsWith(where + "must be an Ignition config"));
    assertTrue(objection(merging(3, dataUrl("variant: fcos"))).startsWith(where));
    assertTrue(objection(merging(3, "data:,%7B%22ignition%22:7%7D")).contains("section"));
    String twice = merging(3, dataUrl(merging(3, dataUrl("{}"))));
    assertTrue(objection(twice).startsWith(where + where), objection(twice));
    String gzip = gzipUrl("{\"ignition\":{}}");
    assertTrue(
        objection(
                "{\"ignition\":{\"version\":\"3.1.0\",\"config\":{\"replace\":{\"source\":\""
                    + gzip
                    + "\",\"compression\":\"gzip\"}}}}")
            .contains("must have a version"));
  }

  @Test
  void whatCanNotBeDecodedIsLeftToTheGuest() {
    for (String url : List.of("data:;base64,***", "data:,%zz", "data:,%", "data:", "x")) {
      assertInstanceOf(Verdict.Good.class, check(merging(3, url)), url);
    }
  }

  @Test
  void spec2WithinSpec3IsRefusedUnlessTheGuestTranslates() {
    String config = merging(3, dataUrl("{\"ignition\":{\"version\":\"2.3.0\"}}"));
    assertTrue(
        objection(config).contains("is of spec 2.3.0, which Ignition refuses within"),
        objection(config));
    assertInstanceOf(Verdict.Good.class, new IgnitionCheck(true).check(bytes(config)));
    String same = merging(2, dataUrl("{\"ignition\":{\"version\":\"2.3.0\"}}"));
    assertInstanceOf(Verdict.Good.class, check(same));
  }

  @Test
  void oneSourceTwiceIsRefused() {
    String url = "https://user:secret@a/b";
    String config =
        "{\"ignition\":{\"version\":\"3.0.0\",\"config\":{\"merge\":[{\"source\":\""
            + url
            + "\"},{\"source\":\""
            + url
            + "\"}]}}}";
    assertTrue(objection(config).contains("names one twice"), objection(config));
    assertTrue(!objection(config).contains("secret"), objection(config));
  }

  private static String merging(int major, String url) {
    String word = major == 2 ? "append" : "merge";
    return "{\"ignition\":{\"version\":\""
        + major
        + ".0.0\",\"config\":{\""
        + word
        + "\":[{\"source\":\""
        + url
        + "\"}]}}}";
  }

  private static String dataUrl(String content) {
    return DataUrl.of(bytes(content));
  }

  private static String gzipUrl(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(bytes(content));
    }
    return "DATA:text/plain;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String objection(String config) {
    return assertInstanceOf(Verdict.Bad.class, check(config)).objection();
  }

  private static Verdict check(String config) {
    return new IgnitionCheck(false).check(bytes(config));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
