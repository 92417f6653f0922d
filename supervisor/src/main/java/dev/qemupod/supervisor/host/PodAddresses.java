package dev.qemupod.supervisor.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/**
 * The kinds of address that others can reach the pod by.
 *
 * @param ipv4 whether it has an IPv4 address
 * @param ipv6 whether it has an IPv6 address
 */
public record PodAddresses(boolean ipv4, boolean ipv6) {
  /** What the pod's network interfaces have now. */
  public static PodAddresses read() throws SocketException {
    boolean ipv4 = false;
    boolean ipv6 = false;
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          ipv4 |= address instanceof Inet4Address;
          ipv6 |= !(address instanceof Inet4Address);
        }
      }
    }
    return new PodAddresses(ipv4, ipv6);
  }
}
