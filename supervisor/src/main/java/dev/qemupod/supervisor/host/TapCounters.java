package dev.qemupod.supervisor.host;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What went through a tap device, from the guest's side of it: what the pod sends into the device
 * is what the guest receives.
 *
 * @param received by the guest
 * @param sent by the guest
 */
public record TapCounters(Flow received, Flow sent) {
  /**
   * One direction.
   *
   * @param bytes bytes of packets, their headers included
   * @param packets packets
   * @param errors broken packets
   * @param dropped packets there was no room for
   */
  public record Flow(long bytes, long packets, long errors, long dropped) {}

  /**
   * Reads the kernel's counters.
   *
   * @param root where /sys is
   * @param device its name; absent if there is none, or what is there is no number
   */
  public static Optional<TapCounters> read(Path root, String device) {
    SmallFiles files = new SmallFiles(root);
    String folder = "/sys/class/net/" + device + "/statistics/";
    Flow received = flow(files, folder + "tx_");
    Flow sent = flow(files, folder + "rx_");
    return received == null || sent == null
        ? Optional.empty()
        : Optional.of(new TapCounters(received, sent));
  }

  private static @Nullable Flow flow(SmallFiles files, String prefix) {
    long bytes = KernelText.number(files.read(prefix + "bytes"));
    long packets = KernelText.number(files.read(prefix + "packets"));
    long errors = KernelText.number(files.read(prefix + "errors"));
    long dropped = KernelText.number(files.read(prefix + "dropped"));
    return bytes < 0 || packets < 0 || errors < 0 || dropped < 0
        ? null
        : new Flow(bytes, packets, errors, dropped);
  }
}
