package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever lists a guest makes up, few series come of it, with short plain names. */
class GuestListsPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 500)
  void anyListIsFewFileSystemsOfDifferentNames(@ForAll("lists") String list) throws IOException {
    List<GuestFilesystem> told = GuestLists.filesystems(JSON.readTree(list));
    assertTrue(told.size() <= GuestLists.MOST_FILESYSTEMS);
    Set<String> names = new HashSet<>();
    for (GuestFilesystem one : told) {
      assertTrue(names.add(one.mountpoint()), one::toString);
      assertPlain(one.mountpoint());
      assertPlain(one.type());
      assertTrue(one.size() >= 0 && one.used() >= 0, one::toString);
    }
  }

  @Property(tries = 500)
  void anyListIsFewInterfacesOfDifferentNames(@ForAll("lists") String list) throws IOException {
    List<GuestInterface> told = GuestLists.interfaces(JSON.readTree(list));
    assertTrue(told.size() <= GuestLists.MOST_INTERFACES);
    Set<String> names = new HashSet<>();
    for (GuestInterface one : told) {
      assertTrue(names.add(one.name()), one::toString);
      assertPlain(one.name());
      assertTrue(one.received().bytes().orElse(0) >= 0 && one.sent().errors().orElse(0) >= 0);
    }
  }

  @Property(tries = 200)
  void theOrderOfAListDoesNotMatter(@ForAll("entries") List<String> entries) throws IOException {
    List<String> reversed = entries.reversed();
    assertEquals(
        GuestLists.interfaces(JSON.readTree(entries.toString())).stream()
            .map(GuestInterface::name)
            .toList(),
        GuestLists.interfaces(JSON.readTree(reversed.toString())).stream()
            .map(GuestInterface::name)
            .toList());
  }

  private static void assertPlain(String text) {
    assertEquals(GuestText.tamed(text), text);
  }

  @Provide
  Arbitrary<String> lists() {
    return Arbitraries.oneOf(
        entries().map(List::toString), Arbitraries.of("{}", "7", "null", "[[]]", "[[[1]]]"));
  }

  @Provide
  Arbitrary<List<String>> entries() {
    Arbitrary<String> member =
        Arbitraries.of(
            "name",
            "mountpoint",
            "type",
            "total-bytes",
            "used-bytes",
            "hardware-address",
            "rx-bytes");
    Arbitrary<String> value =
        Arbitraries.oneOf(
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.of(
                "\"/\"", "\"/a\"", "\"eth0\"", "\"lo\"", "\"\\u001b[2J\"", "\"\\ud800\"", "\"\""),
            Arbitraries.of("null", "[]", "{}", "1.5", "18446744073709551615", "true"));
    Arbitrary<String> free =
        Combinators.combine(member, value)
            .as((name, content) -> "\"" + name + "\": " + content)
            .list()
            .ofMaxSize(6)
            .map(members -> "{" + String.join(", ", members) + "}");
    Arbitrary<String> whole =
        Combinators.combine(Arbitraries.strings().alpha().ofMaxLength(200), value)
            .as(
                (name, number) ->
                    """
                    {"name": "%s", "mountpoint": "/%s", "type": %s, "total-bytes": 9, \
                    "used-bytes": 8, "statistics": {"rx-bytes": %s, "tx-errs": 3}}\
                    """
                        .formatted(name, name, number, number));
    return Arbitraries.oneOf(free, whole).list().ofMaxSize(60);
  }
}
