package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.PortForward.Protocol;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Forwards come back however they were written, and a bad word is named. */
class PortForwardPropertyTest {
  /** A word of {@code QEMU_PORTS} and what it stands for. */
  record Word(String text, List<PortForward> forwards) {}

  @Property(tries = 1000)
  void forwardsComeBackHoweverTheyWereWritten(
      @ForAll("words") List<Word> words, @ForAll("separators") String separator) {
    Set<PortForward> expected = new LinkedHashSet<>();
    words.forEach(word -> expected.addAll(word.forwards));
    ProblemCollector problems = new ProblemCollector();
    String text = String.join(separator, words.stream().map(Word::text).toList());
    assertEquals(List.copyOf(expected), parse(text, problems));
    assertEquals(Problems.none(), problems.problems());
  }

  @Property(tries = 1000)
  void withPasstAnIpv6AddressIsReadLikeAnyOther(
      @ForAll("ipv6") String address,
      @ForAll @IntRange(min = 1, max = 65535) int host,
      @ForAll @IntRange(min = 1, max = 65535) int guest) {
    ProblemCollector problems = new ProblemCollector();
    String text = "[" + address + "]:" + host + ":" + guest + "/udp";
    assertEquals(
        List.of(new PortForward(Protocol.UDP, Optional.of(address), host, guest)),
        PortForwardParser.parse(new Setting("QEMU_PORTS", text, problems), true));
    assertEquals(Problems.none(), problems.problems());
  }

  @Property(tries = 1000)
  void withPasstAnyTextIsForwardsOrAProblem(@ForAll("text") String text) {
    ProblemCollector problems = new ProblemCollector();
    List<PortForward> forwards =
        PortForwardParser.parse(new Setting("QEMU_PORTS", text, problems), true);
    boolean nothing = text.replaceAll("[\\s,]", "").isEmpty() && !text.contains(",");
    assertTrue(nothing || !forwards.isEmpty() || !problems.problems().errors().isEmpty(), text);
    problems.problems().errors().forEach(Told::assertSentence);
  }

  @Provide
  Arbitrary<String> ipv6() {
    return Arbitraries.of("::1", "::", "fd00::2", "2001:db8:0:1:2:3:4:5", "fd00::1.2.3.4");
  }

  @Property(tries = 1000)
  void anyTextIsForwardsOrNamesTheWord(@ForAll("text") String text) {
    String[] parts = text.split("[\\s,]+", -1);
    int problems = 0;
    for (String part : parts) {
      ProblemCollector told = new ProblemCollector();
      List<PortForward> forwards = parse(part, told);
      List<Problem> errors = told.problems().errors();
      assertEquals(forwards.isEmpty() && !part.isEmpty() ? 1 : 0, errors.size(), part);
      for (Problem error : errors) {
        Told.assertSentence(error);
        assertTrue(error.message().contains("but was " + Quoted.of(part)), error::toString);
      }
      problems += errors.size();
    }
    ProblemCollector all = new ProblemCollector();
    parse(text, all);
    boolean onlySeparators = text.replaceAll("[\\s,]", "").isEmpty() && text.contains(",");
    assertEquals(onlySeparators ? 1 : problems, all.problems().errors().size());
  }

  @Provide
  Arbitrary<List<Word>> words() {
    Arbitrary<Integer> port = Arbitraries.integers().between(1, 65535);
    Arbitrary<Optional<String>> address =
        Arbitraries.of("127.0.0.1", "0.0.0.0", "255.255.255.255").optional(0.7);
    Arbitrary<String> protocol = Arbitraries.of("", "/tcp", "/udp", "/TCP", "/Udp");
    return Combinators.combine(address, port, port, protocol, Arbitraries.of(true, false))
        .as(PortForwardPropertyTest::word)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> separators() {
    return Arbitraries.of(" ", ",", ", ", "\n", " ,\t,");
  }

  @Provide
  Arbitrary<String> text() {
    Arbitrary<String> nearly =
        Arbitraries.strings().withChars("0123456789:/.-[]ftcpud").withChars(", \n").ofMaxLength(40);
    Arbitrary<String> joined =
        Arbitraries.of("[::1]", "127.0.0.1", ":", "80", "/tcp", "/", "99999", "-", ",", "x", "]")
            .list()
            .ofMaxSize(8)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(
        nearly,
        joined,
        Arbitraries.strings()
            .ascii()
            .ofMaxLength(20)
            .map(s -> s.replace('\u001f', 'x').replaceAll("[\u001c-\u001e]", "x")));
  }

  private static Word word(
      Optional<String> address, int host, int guest, String protocol, boolean same) {
    boolean single = same && address.isEmpty();
    int hostPort = single ? guest : host;
    String where = address.map(text -> text + ":").orElse("");
    PortForward tcp = new PortForward(Protocol.TCP, address, hostPort, guest);
    PortForward udp = new PortForward(Protocol.UDP, address, hostPort, guest);
    List<PortForward> forwards =
        switch (protocol) {
          case "" -> List.of(tcp, udp);
          case "/tcp", "/TCP" -> List.of(tcp);
          default -> List.of(udp);
        };
    return new Word(where + (single ? "" : hostPort + ":") + guest + protocol, forwards);
  }

  private static List<PortForward> parse(String text, ProblemCollector problems) {
    return PortForwardParser.parse(new Setting("QEMU_PORTS", text, problems), false);
  }
}
