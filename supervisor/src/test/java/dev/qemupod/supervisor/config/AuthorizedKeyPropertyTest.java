package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AuthorizedKey.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lines of {@code authorized_keys} made by the rules, and broken ones. */
class AuthorizedKeyPropertyTest {
  private static final List<String> TYPES =
      List.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  /** The fields after the name, in the order of {@link #TYPES}. */
  private static final List<Integer> FIELDS = List.of(1, 2, 2, 2, 2, 2, 3);

  /** A key made by the rules. */
  record Key(String options, String type, String blob, String comment) {
    String line() {
      return options + type + " " + blob + comment;
    }
  }

  @Property
  void everyKeyIsAccepted(@ForAll("keys") Key key) {
    assertEquals(new Verdict.Good(), AuthorizedKey.check(key.line()));
  }

  @Property
  void aKeyThatLostItsEndIsRefused(@ForAll("keys") Key key, @ForAll int seed) {
    int length = Math.floorMod(seed, key.blob().length());
    String line = key.options() + key.type() + " " + key.blob().substring(0, length);
    assertInstanceOf(Verdict.Bad.class, AuthorizedKey.check(line));
  }

  @Property
  void aKeyOfAnotherTypeIsRefused(@ForAll("keys") Key key, @ForAll("keys") Key other) {
    if (!key.type().equals(other.type())) {
      String line = key.options() + key.type() + " " + other.blob();
      assertInstanceOf(Verdict.Bad.class, AuthorizedKey.check(line));
    }
  }

  @Property
  void anyTextIsJudgedAndNeverQuoted(@ForAll String text) {
    if (AuthorizedKey.check(text) instanceof Verdict.Bad(String was, String fix, boolean ignored)) {
      assertTrue(text.length() < 30 || !(was + fix).contains(text), was + fix);
    }
  }

  @Provide
  Arbitrary<Key> keys() {
    Arbitrary<String> options =
        Arbitraries.of(
            "", "restrict ", "cert-authority,from=\"a b\" ", "command=\"\\\" ssh-rsa\"\t");
    Arbitrary<String> comment = Arbitraries.of("", " ", " me@home", "\tä comment \"");
    Arbitrary<Integer> type = Arbitraries.integers().between(0, TYPES.size() - 1);
    Arbitrary<byte[]> field = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(70);
    return Combinators.combine(options, type, field.list().ofSize(3), comment)
        .as((before, index, fields, after) -> key(before, index, fields, after));
  }

  private static Key key(String options, int index, List<byte[]> fields, String comment) {
    String type = TYPES.get(index);
    return new Key(options, type, blob(type, fields.subList(0, FIELDS.get(index))), comment);
  }

  private static String blob(String type, List<byte[]> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, type.getBytes(StandardCharsets.US_ASCII));
      for (byte[] field : fields) {
        write(out, field);
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, byte[] field) throws IOException {
    out.writeInt(field.length);
    out.write(field);
  }
}
