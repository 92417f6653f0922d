package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Translates qemus/qemu's names for the network: what its user mode has, qemu's own has too. */
final class QemusNetwork {
  private static final String SSH = "22";
  private static final String MASK = "255.255.255.0";
  private static final int LOWEST_GUEST = 4;
  private static final int HIGHEST_GUEST = 254;
  private static final int MAC_DIGITS = 12;
  private static final String NO_PRIVILEGES =
      "which needs privileges that this image never asks for";
  private static final String PASST = "passt";
  private static final String[] PASST_NAMES = {
    "PASST", "PASST_OPTS", "PASST_DEBUG", "PASST_PID", "PASST_SOCKET"
  };
  private static final String[] NO_NETWORK = {"USER_PORTS", "HOST_PORTS", "IP", "MAC", "MTU"};

  private final QemusDraft draft;

  QemusNetwork(QemusDraft draft) {
    this.draft = draft;
  }

  void read() {
    if (draft.flag("DHCP") == QemusDraft.Switch.ON) {
      draft.refuse(
          "DHCP", "N", NO_PRIVILEGES, "give the pod the address, and list the ports in USER_PORTS");
    }
    without("a bridge or a tap device", "DEV", "VM_NET_DEV", "TAP", "VM_NET_TAP");
    without("a bridge or a tap device", "BRIDGE", "VM_NET_BRIDGE");
    without("dnsmasq", "DNSMASQ", "DNSMASQ_OPTS", "DNSMASQ_DEBUG", "DNSMASQ_DISABLE");
    without("dnsmasq", "DNSMASQ_PID", "DNSMASQ_CONF_DIR", "DEBUG_DNS");
    for (String name : PASST_NAMES) {
      draft.noEffect(
          name, "passt is started by this program itself, if QEMU_NET=passt asks for it");
    }
    draft.noEffect("CHECK_PORT", "QEMU_READY says what readiness waits for");
    String host = written("HOST", "VM_NET_HOST");
    if (draft.isSet(host)) {
      draft.map(host, VariableCatalog.HOSTNAME.name(), draft.value(host));
    }
    adapter();
    if (draft.isOff("NETWORK")) {
      draft.map("NETWORK", VariableCatalog.NO_NET.name(), "1");
      for (String name : NO_NETWORK) {
        draft.noEffect(name, "NETWORK=N leaves no network");
      }
      return;
    }
    kind();
    ports();
    address();
    mac();
    mtu();
  }

  private void without(String what, String... names) {
    for (String name : names) {
      draft.noEffect(name, "there is no need for " + what + " here");
    }
  }

  /** The first of two names for one thing that is set. */
  private String written(String name, String older) {
    return draft.isSet(name) || !draft.isSet(older) ? name : older;
  }

  private void kind() {
    String network = draft.word("NETWORK");
    switch (network) {
      case "nat", "tap", "tun", "tuntap" ->
          draft.refuse(
              "NETWORK",
              "user or N",
              NO_PRIVILEGES,
              "write user, and list the ports in USER_PORTS");
      case "user", "slirp" -> draft.map("NETWORK", VariableCatalog.NET.name(), "user");
      case PASST -> draft.map("NETWORK", VariableCatalog.NET.name(), PASST);
      default -> {
        if (!network.isEmpty() && !draft.isOn("NETWORK")) {
          draft.refuse("NETWORK", "user or N", "write one of these");
        } else if (!draft.isSet("USER_PORTS") && !draft.isExplicit(VariableCatalog.PORTS.name())) {
          draft.warn(
              "NETWORK",
              "is not user: with its NAT qemus/qemu hands every port of the pod to the guest, here"
                  + " it gets 22 and those of USER_PORTS; list them there, and set NETWORK=user");
        }
      }
    }
  }

  /** The ports of the guest, without those that stay with the container. */
  private void ports() {
    List<String> kept = words(draft.value("HOST_PORTS"));
    StringBuilder ports = new StringBuilder();
    for (String port : words(draft.value("USER_PORTS"))) {
      if (kept.contains(number(port))) {
        draft.warn("USER_PORTS", "holds " + Quoted.of(port) + ", which HOST_PORTS takes out again");
      } else {
        ports.append(ports.isEmpty() ? "" : " ").append(port);
      }
    }
    if (!ports.isEmpty()) {
      draft.map("USER_PORTS", VariableCatalog.PORTS.name(), ports.toString());
    }
    if (kept.contains(SSH)) {
      draft.map("HOST_PORTS", VariableCatalog.NO_SSH.name(), "1");
    }
  }

  private static List<String> words(String text) {
    ArrayList<String> words = new ArrayList<>();
    for (String word : text.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static String number(String port) {
    int slash = port.indexOf('/');
    return slash < 0 ? port : port.substring(0, slash);
  }

  /** The address is the first that qemu's DHCP gives, and so the one that ports lead to. */
  private void address() {
    if (draft.word("NETWORK").equals(PASST)) {
      for (String name : new String[] {"IP", "VM_NET_IP", "MASK", "VM_NET_MASK"}) {
        draft.noEffect(name, "passt gives the guest the pod's own address");
      }
      return;
    }
    String mask = written("MASK", "VM_NET_MASK");
    if (draft.isSet(mask) && !draft.value(mask).equals(MASK)) {
      draft.refuse(mask, MASK, "remove it, or write the network into QEMU_NET_USER_EXTRA");
    }
    String name = written("IP", "VM_NET_IP");
    String address = draft.value(name);
    if (address.isEmpty()) {
      return;
    }
    int last = address.lastIndexOf('.');
    int host = last < 0 ? -1 : PortNumber.parse(address.substring(last + 1));
    if (!IpAddress.isIpv4(address) || host < LOWEST_GUEST || host > HIGHEST_GUEST) {
      draft.refuse(
          name,
          "an IPv4 address that ends in a number from " + LOWEST_GUEST + " to " + HIGHEST_GUEST,
          "choose one such as 172.30.0.4, or remove it");
      return;
    }
    String network = address.substring(0, last);
    draft.map(
        name,
        VariableCatalog.NET_USER_EXTRA.name(),
        "net="
            + network
            + ".0/24,host="
            + network
            + ".1,dns="
            + network
            + ".3,dhcpstart="
            + address);
  }

  private void adapter() {
    String adapter = draft.word("ADAPTER");
    if (!adapter.isEmpty() && !adapter.equals("virtio-net-pci")) {
      draft.refuse(
          "ADAPTER",
          "virtio-net-pci",
          "set NETWORK=N and give the guest its card in ARGUMENTS, as in -netdev user,id=own"
              + " -device e1000,netdev=own");
    }
  }

  private void mac() {
    String name = written("MAC", "VM_NET_MAC");
    if (!draft.isSet(name)) {
      return;
    }
    String digits = draft.word(name).replace(":", "").replace("-", "");
    boolean valid = digits.length() == MAC_DIGITS;
    StringBuilder mac = new StringBuilder();
    for (int index = 0; index < digits.length(); index++) {
      valid &= Character.digit(digits.charAt(index), 16) >= 0 && digits.charAt(index) < 0x7f;
      mac.append(index > 0 && index % 2 == 0 ? ":" : "").append(digits.charAt(index));
    }
    if (!valid) {
      draft.refuse(name, "six pairs of hexadecimal digits", "write it as in 52:54:00:12:34:56");
      return;
    }
    draft.argument(
        name, "-global", "virtio-net-pci.mac=" + mac.toString().toLowerCase(Locale.ROOT));
  }

  private void mtu() {
    String name = written("MTU", "VM_NET_MTU");
    if (draft.isSet(name) && !draft.value(name).equals("1500") && !draft.value(name).equals("0")) {
      draft.refuse(
          name,
          "1500 or left out",
          "as neither qemu's user network nor passt is told one",
          "remove it");
    }
  }
}
