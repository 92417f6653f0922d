package dev.qemupod.supervisor.machine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The hardware address of a guest that is in a network with others, who must not have the same.
 *
 * <p>qemu gives every first card 52:54:00:12:34:56. This one is made of the guest's name, so that
 * it stays the same wherever a pod of that name runs, and a DHCP server knows the guest again. Two
 * names have the same one time in 16 million.
 */
public final class GuestMac {
  /** qemu's, as for every card it emulates. */
  private static final String OF_GUEST = "52:54:00:";

  /**
   * A bridge without an address of its own takes the lowest of its devices', and the pod would be
   * another one to its neighbours each time a VM starts; this is higher than any other.
   */
  private static final String OF_DEVICE = "fe:54:00:";

  private static final int OWN_BYTES = 3;
  private static final String OF_ARGUMENTS = "virtio-net-pci.mac=";

  private GuestMac() {}

  /**
   * The guest's address.
   *
   * @param hostname the guest's
   * @param arguments the user's own for qemu
   * @return empty: the arguments have one
   */
  public static String of(String hostname, List<String> arguments) {
    for (String argument : arguments) {
      if (argument.contains(OF_ARGUMENTS)) {
        return "";
      }
    }
    return OF_GUEST + hash(hostname);
  }

  /**
   * The address of the pod's end of that cable.
   *
   * @param hostname the guest's
   */
  public static String ofDevice(String hostname) {
    return OF_DEVICE + hash(hostname);
  }

  private static String hash(String hostname) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(hostname.getBytes(StandardCharsets.UTF_8));
      return HexFormat.ofDelimiter(":").formatHex(hash, 0, OWN_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
