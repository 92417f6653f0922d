package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How another launcher would start qemu, as src/bench/peers.json has it.
 *
 * @param name of the launcher
 * @param source where its command line is from
 * @param differs what was changed, so that all run the same guest
 * @param kvm the accelerator where there is KVM
 * @param tcg the accelerator where there is none
 * @param disk the disk that it would make; empty if it gives the guest none
 * @param arguments the rest, with names in braces for what is put in
 */
record Peer(
    String name,
    String source,
    String differs,
    List<String> kvm,
    List<String> tcg,
    Optional<Disk> disk,
    List<String> arguments) {

  /**
   * A disk image.
   *
   * @param format as qemu-img has it
   * @param size as qemu-img has it
   */
  record Disk(String format, String size) {}

  Peer {
    kvm = List.copyOf(kvm);
    tcg = List.copyOf(tcg);
    arguments = List.copyOf(arguments);
  }

  /** All of them. */
  static List<Peer> read(Path file) throws IOException {
    List<Peer> peers = new ArrayList<>();
    for (JsonNode peer : new ObjectMapper().readTree(file.toFile()).path("peers")) {
      JsonNode disk = peer.path("disk");
      peers.add(
          new Peer(
              peer.path("name").asText(),
              peer.path("source").asText(),
              peer.path("differs").asText(),
              texts(peer.path("kvm")),
              texts(peer.path("tcg")),
              disk.isMissingNode()
                  ? Optional.empty()
                  : Optional.of(new Disk(disk.path("format").asText(), disk.path("size").asText())),
              texts(peer.path("arguments"))));
    }
    return peers;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /**
   * The whole command line.
   *
   * @param withKvm which accelerator
   * @param values what is put in for each name
   */
  List<String> commandLine(String qemu, boolean withKvm, Map<String, String> values) {
    List<String> line = new ArrayList<>(List.of(qemu));
    line.addAll(withKvm ? kvm : tcg);
    for (String argument : arguments) {
      String filled = argument;
      for (Map.Entry<String, String> value : values.entrySet()) {
        filled = filled.replace("{" + value.getKey() + "}", value.getValue());
      }
      line.add(filled);
    }
    return line;
  }
}
