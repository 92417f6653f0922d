package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qemupod.supervisor.agent.GuestInterface.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is taken of the lists that a guest gives. */
class GuestListsTest {
  private static final Traffic NONE =
      new Traffic(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static String mount(String device, String mountpoint, long size) {
    return """
    {"name": "%s", "mountpoint": "%s", "type": "ext4", "used-bytes": 5, "total-bytes": %d, \
    "disk": [{"bus-type": "virtio", "bus": 0, "target": 0, "unit": 0, "dev": "/dev/vda"}]}\
    """
        .formatted(device, mountpoint, size);
  }

  private static String list(List<String> entries) {
    return "[" + String.join(",", entries) + "]";
  }

  private static GuestFilesystem ext4(String device, String mountpoint, long size) {
    return new GuestFilesystem(device, mountpoint, "ext4", size, 5);
  }

  @Test
  void aFileSystemIsThereOnceHoweverOftenItIsMounted() throws Exception {
    String told =
        list(
            List.of(
                mount("vda1", "/var/lib/kubelet/pods/1/volumes/a", 10),
                mount("vdb", "/data", 20),
                mount("vda1", "/", 10)));

    assertEquals(
        List.of(ext4("vda1", "/", 10), ext4("vdb", "/data", 20)),
        GuestLists.filesystems(json(told)));
  }

  @Test
  void aFileSystemOfUnknownSizeIsLeftOut() throws Exception {
    String told =
        """
        [{"name": "a", "mountpoint": "/a", "type": "ext4", "used-bytes": 5},
        {"name": "b", "mountpoint": "/b", "type": "ext4", "total-bytes": 5, "used-bytes": -1},
        {"name": "c", "mountpoint": "", "type": "ext4", "total-bytes": 5, "used-bytes": 1},
        {"name": "d", "mountpoint": "/d", "total-bytes": 18446744073709551615, "used-bytes": 1},
        {"mountpoint": "/e", "total-bytes": 9, "used-bytes": 1}, 7, null, []]
        """;

    assertEquals(
        List.of(new GuestFilesystem("/e", "/e", "", 9, 1)), GuestLists.filesystems(json(told)));
  }

  @Test
  void ofTooManyFileSystemsThoseWithTheShortestPathsAreTaken() throws Exception {
    String told =
        IntStream.range(0, 1000)
            .map(number -> 999 - number)
            .mapToObj(number -> mount("dm-" + number, "/m/" + number, number))
            .collect(Collectors.joining(",", "[", "]"));

    List<GuestFilesystem> taken = GuestLists.filesystems(json(told));

    assertEquals(GuestLists.MOST_FILESYSTEMS, taken.size());
    assertEquals(ext4("dm-0", "/m/0", 0), taken.getFirst());
    assertEquals(ext4("dm-31", "/m/31", 31), taken.getLast());
  }

  @Test
  void namesAreTamedAndThoseThatAreAlikeThenAreOne() throws Exception {
    String told =
        list(
            List.of(
                mount("a", "/x\\u001b", 1), mount("b", "/x\\u0007", 2), mount("c", "/y\\n", 3)));

    assertEquals(
        List.of(ext4("a", "/x?", 1), ext4("c", "/y?", 3)), GuestLists.filesystems(json(told)));
  }

  @Test
  void interfacesAreThoseThatLeadSomewhereAndAreCounted() throws Exception {
    String told =
        """
        [{"name": "lo", "hardware-address": "00:00:00:00:00:00", "statistics": {"rx-bytes": 1}},
        {"name": "Loopback", "hardware-address": "00:00:00:00:00:00", "statistics": {}},
        {"name": "veth0a1b2c", "statistics": {"tx-errs": 4}},
        {"name": "uncounted"},
        {"name": "eth0", "hardware-address": "52:54:00:12:34:56", "ip-addresses": [],
        "statistics": {"rx-bytes": 11, "rx-packets": 12, "rx-errs": 13, "rx-dropped": 14,
        "tx-bytes": 21, "tx-packets": 22, "tx-errs": 18446744073709551615, "tx-dropped": "24"}}]
        """;

    assertEquals(
        List.of(
            new GuestInterface(
                "eth0",
                new Traffic(
                    OptionalLong.of(11),
                    OptionalLong.of(12),
                    OptionalLong.of(13),
                    OptionalLong.of(14)),
                new Traffic(
                    OptionalLong.of(21),
                    OptionalLong.of(22),
                    OptionalLong.empty(),
                    OptionalLong.empty())),
            new GuestInterface(
                "veth0a1b2c",
                NONE,
                new Traffic(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.of(4),
                    OptionalLong.empty()))),
        GuestLists.interfaces(json(told)));
  }
}
