package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.CloudInitConfig;
import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.machine.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloudInitSeedTest {
  private static final String KEY = "ssh-ed25519 AAAA me";
  private static final String CONFIG = "#cloud-config\nusers:\n - default\n";

  @TempDir private Path folder;

  @Test
  void keysAloneMakeASeedWithThemInItsMetaData() throws IOException {
    Provisioning provisioning = read(Optional.of(keys("")), CloudInitConfig.empty());
    Map<String, byte[]> files = files(provisioning);
    assertEquals(List.of("meta-data", "user-data"), List.copyOf(files.keySet()));
    assertEquals(
        "{\"instance-id\":\"id-1\",\"local-hostname\":\"vm-0\",\"public-keys\":[\""
            + KEY
            + "\"]}\n",
        text(files, "meta-data"));
    assertEquals("", text(files, "user-data"));
    assertEquals(List.of(), provisioning.problems().errors());
    assertEquals(List.of(), provisioning.problems().warnings());
  }

  @Test
  void everyFileOfTheUsersIsPassedOnByteForByte() throws IOException {
    byte[] userData = {'#', '!', 0, (byte) 0xff, '\r', '\n'};
    Path file = Files.write(folder.resolve("user-data"), userData);
    CloudInitConfig config =
        new CloudInitConfig(
            Optional.of(new Content.InFile("QEMU_CLOUD_INIT_USER_DATA_FILE", file)),
            content("META_DATA", "instance-id: mine # yes\n"),
            content("NETWORK_CONFIG", "version: 2\n"),
            content("VENDOR_DATA", CONFIG));
    Provisioning provisioning = read(Optional.empty(), config);
    Map<String, byte[]> files = files(provisioning);
    assertArrayEquals(userData, files.get("user-data"));
    assertEquals("instance-id: mine # yes\n", text(files, "meta-data"));
    assertEquals("version: 2\n", text(files, "network-config"));
    assertEquals(CONFIG, text(files, "vendor-data"));
    assertEquals(List.of(), provisioning.problems().errors());
    assertEquals(List.of(), provisioning.problems().warnings());
  }

  @Test
  void base64IsDecoded() throws IOException {
    String base64 = Base64.getEncoder().encodeToString(CONFIG.getBytes(StandardCharsets.UTF_8));
    assertEquals(CONFIG, text(files(read(Optional.empty(), userData(base64))), "user-data"));
  }

  @Test
  void theSeedTellsNamesAndSizesOnly() throws IOException {
    Provisioning provisioning = read(Optional.empty(), userData(CONFIG));
    Device.Seed seed = provisioning.seed().orElseThrow().stage(this::stage, "vm-0", "id-1");
    assertEquals(new Device.SeedFile("user-data", CONFIG.length()), seed.files().get(1));
    assertTrue(!seed.toString().contains("default"), seed.toString());
  }

  @Test
  void withoutKeysAndFilesThereIsNone() {
    ProvisionConfig nothing =
        new ProvisionConfig(
            Optional.empty(), IgnitionTarget.AUTO, List.of(), Optional.empty(), Optional.empty());
    assertEquals(Optional.empty(), Provisioning.read(nothing).seed());
  }

  @ParameterizedTest
  @CsvSource({
    "admin, '{\"user\":{\"name\":\"admin\"}}'",
    "root, '{\"disable_root\":false}'",
  })
  void anotherUserIsToldInTheVendorData(String user, String json) throws IOException {
    Provisioning provisioning = read(Optional.of(keys(user)), userData(CONFIG));
    Map<String, byte[]> files = files(provisioning);
    assertEquals("#cloud-config\n" + json + "\n", text(files, "vendor-data"));
    assertEquals(CONFIG, text(files, "user-data"));
  }

  @Test
  void givenVendorDataIsNotEditedForAnotherUser() throws IOException {
    CloudInitConfig config =
        new CloudInitConfig(
            Optional.empty(), Optional.empty(), Optional.empty(), content("VENDOR_DATA", CONFIG));
    Provisioning provisioning = read(Optional.of(keys("admin")), config);
    assertEquals(CONFIG, text(files(provisioning), "vendor-data"));
    assertTold(provisioning.problems().warnings(), "user: {name: admin}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | [\"KEY\"]",
        "{\"public-keys\": null} | [\"KEY\"]",
        "{\"public-keys\": \"one\\ntwo\\n\"} | [\"one\",\"two\",\"KEY\"]",
        "{\"public-keys\": [\"one\"]} | [\"one\",\"KEY\"]",
        "{\"public-keys\": [\"KEY\"]} | [\"KEY\"]",
        "{\"public-keys\": {\"a\": \"one\"}} | {\"a\":\"one\",\"qemu-pod\":[\"KEY\"]}",
      })
  void keysAreAddedToMetaDataInJson(String given, String expected) throws IOException {
    String text =
        text(files(read(Optional.of(keys("")), metaData(given.replace("KEY", KEY)))), "meta-data");
    assertTrue(text.contains("\"public-keys\":" + expected.replace("KEY", KEY)), text);
    assertTrue(text.contains("\"instance-id\":\"id-1\""), text);
    assertTrue(text.contains("\"local-hostname\":\"vm-0\""), text);
  }

  @Test
  void whatMetaDataInJsonSaysStays() throws IOException {
    String given =
        "{\"instance-id\":\"mine\",\"local-hostname\":\"other\",\"x\":[1.50,{\"y\":null}]}";
    assertEquals(given, text(files(read(Optional.empty(), metaData(given))), "meta-data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"instance-id: a\n", "{instance-id: a}", "{\"a\":1} x", "---\ninstance-id: a\n"})
  void metaDataInYamlIsRefusedTogetherWithKeys(String yaml) {
    assertTold(read(Optional.of(keys("")), metaData(yaml)).problems().errors(), "must be JSON");
    Provisioning alone = read(Optional.empty(), metaData(yaml));
    assertEquals(List.of(), alone.problems().errors());
  }

  @Test
  void metaDataWithoutAnInstanceIsToldOf() {
    List<Problem> warnings =
        read(Optional.empty(), metaData("local-hostname: a\n")).problems().warnings();
    assertTold(warnings, "should have an instance-id");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'but was empty'",
    "'# nothing', 'has only comments'",
    "'aGVsbG8=', 'its first line has no colon'",
    "'a: \0', 'was binary'",
  })
  void whatIsNoMappingIsRefused(String text, String told) {
    assertTold(read(Optional.empty(), metaData(text)).problems().errors(), told);
    CloudInitConfig network =
        new CloudInitConfig(
            Optional.empty(), Optional.empty(), content("NETWORK_CONFIG", text), Optional.empty());
    assertTold(read(Optional.empty(), network).problems().errors(), told);
  }

  @Test
  void keysThatCanNotBeAddedToAreRefused() {
    assertTold(
        read(Optional.of(keys("")), metaData("{\"public-keys\":7}")).problems().errors(),
        "a list, a text or an object as public-keys");
  }

  @Test
  void aNetworkConfigWithoutVersionIsToldOf() {
    CloudInitConfig network =
        new CloudInitConfig(
            Optional.empty(),
            Optional.empty(),
            content("NETWORK_CONFIG", "ethernets: {}\n"),
            Optional.empty());
    assertTold(read(Optional.empty(), network).problems().warnings(), "begin it with version: 2");
  }

  @Test
  void theChecksumFollowsTheContentAndNotTheGuest() {
    int sum = seed(CONFIG, "").checksum();
    assertEquals(sum, seed(CONFIG, "").checksum());
    assertNotEquals(sum, seed(CONFIG + "# more", "").checksum());
    assertNotEquals(sum, seed(CONFIG, "admin").checksum());
  }

  @Test
  void aFileThatCanNotBeReadIsAProblemOfItsVariable() {
    CloudInitConfig config =
        new CloudInitConfig(
            Optional.of(new Content.InFile("X_FILE", folder.resolve("absent"))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertTold(read(Optional.empty(), config).problems().errors(), "X_FILE must name a file");
  }

  private static CloudInitSeed seed(String userData, String user) {
    return read(Optional.of(keys(user)), userData(userData)).seed().orElseThrow();
  }

  private static SshKeys keys(String user) {
    return new SshKeys(
        "QEMU_SSH_AUTHORIZED_KEYS",
        List.of(KEY),
        user.isEmpty() ? Optional.empty() : Optional.of(user));
  }

  private static CloudInitConfig userData(String text) {
    return new CloudInitConfig(
        content("USER_DATA", text), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static CloudInitConfig metaData(String text) {
    return new CloudInitConfig(
        Optional.empty(), content("META_DATA", text), Optional.empty(), Optional.empty());
  }

  private static Optional<Content> content(String name, String text) {
    return Optional.of(new Content.Inline("QEMU_CLOUD_INIT_" + name, text));
  }

  private static Provisioning read(Optional<SshKeys> keys, CloudInitConfig files) {
    return Provisioning.read(
        new ProvisionConfig(
            Optional.empty(), IgnitionTarget.AUTO, List.of(), keys, Optional.of(files)));
  }

  private Map<String, byte[]> files(Provisioning provisioning) throws IOException {
    Device.Seed seed = provisioning.seed().orElseThrow().stage(this::stage, "vm-0", "id-1");
    IsoReader reader = new IsoReader(Files.readAllBytes(seed.image()));
    assertEquals("cidata", reader.label());
    return reader.rockRidge();
  }

  private Path stage(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve("staged-" + name), content);
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
  }

  private static void assertTold(List<Problem> problems, String text) {
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().toString().contains(text), problems.toString());
  }
}
