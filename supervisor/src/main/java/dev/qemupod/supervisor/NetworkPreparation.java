package dev.qemupod.supervisor;

import dev.qemupod.supervisor.argv.PasstArgv;
import dev.qemupod.supervisor.config.NetworkBackend;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.host.BridgeDevice;
import dev.qemupod.supervisor.host.PasstProgram;
import dev.qemupod.supervisor.host.ProgramOutput;
import dev.qemupod.supervisor.host.QemuVersion;
import dev.qemupod.supervisor.host.TapDevice;
import dev.qemupod.supervisor.lifecycle.BridgeTap;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.NetworkDecision;
import dev.qemupod.supervisor.lifecycle.NetworkHelper;
import dev.qemupod.supervisor.lifecycle.NetworkPlan;
import dev.qemupod.supervisor.machine.GuestMac;
import dev.qemupod.supervisor.machine.NicBackend;
import dev.qemupod.supervisor.process.ProcessTable;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import dev.qemupod.supervisor.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how a network that is not qemu's own user network can be had; loaded only for a pod
 * that asks for one.
 *
 * @param nic what carries the packets; empty: the user network after all
 * @param decision the same with its reason
 */
record NetworkPreparation(Optional<NicBackend> nic, NetworkDecision decision) {
  private static final Path ROOT = Path.of("/");
  private static final String SOCKET = "passt.sock";
  private static final String PID_FILE = "passt.pid";

  /** What can be known to be wrong before anything is started. */
  static Problems check(VmConfig config) {
    return switch (config.network().backend().orElseThrow()) {
      case NetworkBackend.Passt _ -> Problems.none();
      case NetworkBackend.Tap(String name) -> {
        TapDevice device = TapDevice.look(ROOT, name);
        Optional<Problem> problem = device.problem();
        yield new Problems(
            problem.stream().toList(),
            problem.isPresent() ? List.of() : device.warning().stream().toList());
      }
      case NetworkBackend.Bridge(String name) -> {
        BridgeDevice bridge = look(name);
        List<Problem> problems = bridge.problems();
        yield new Problems(
            problems, problems.isEmpty() ? bridge.warning().stream().toList() : List.of());
      }
    };
  }

  private static BridgeDevice look(String bridge) {
    return BridgeDevice.look(ROOT, bridge, System.getenv("PATH"));
  }

  /**
   * The network of a start.
   *
   * @param binary qemu
   * @param folder this run's own
   */
  static NetworkPreparation of(VmConfig config, Path binary, Path folder) {
    return switch (config.network().backend().orElseThrow()) {
      case NetworkBackend.Passt _ -> passt(binary, folder);
      case NetworkBackend.Tap(String name) -> {
        TapDevice device = TapDevice.look(ROOT, name);
        yield tap(config, device, device.mtu(), NetworkDecision.tap(device.name(), device.vhost()));
      }
      case NetworkBackend.Bridge(String name) -> {
        BridgeDevice bridge = look(name);
        TapDevice port = bridge.port();
        yield tap(
            config,
            port,
            bridge.mtu(),
            NetworkDecision.bridge(bridge.name(), port.name(), port.vhost()));
      }
    };
  }

  private static NetworkPreparation tap(
      VmConfig config, TapDevice device, int mtu, NetworkDecision decision) {
    String mac = GuestMac.of(config.platform().hostname(), config.extraArguments());
    return new NetworkPreparation(
        Optional.of(
            new NicBackend.Tap(device.name(), device.vhost(), device.multiQueue(), mtu, mac)),
        decision);
  }

  /**
   * Makes the device that a start needs.
   *
   * @return what is to be removed in the end; empty: nothing was made
   */
  static Optional<BridgeTap> make(VmConfig config, ProcessTable processes) throws EndingException {
    return config.network().backend().orElseThrow() instanceof NetworkBackend.Bridge(String name)
        ? Optional.of(
            BridgeTap.make(look(name), GuestMac.ofDevice(config.platform().hostname()), processes))
        : Optional.empty();
  }

  /** The network that a start would have; passt is started to see whether it can be. */
  static NetworkPreparation probed(VmConfig config, Path binary, Path folder) {
    NetworkPreparation found = of(config, binary, folder);
    if (found.nic.isPresent() && found.nic.get() instanceof NicBackend.Passt passt) {
      Optional<String> trouble = probe(passt);
      if (trouble.isPresent()) {
        return instead(trouble.get());
      }
    }
    return found;
  }

  private static NetworkPreparation passt(Path binary, Path folder) {
    PasstProgram program;
    try {
      program = PasstProgram.look(PasstArgv.PROGRAM, ROOT);
    } catch (IOException missing) {
      return instead("there is no passt in PATH that can be executed");
    }
    Optional<QemuVersion> version = version(binary);
    if (version.isPresent() && !version.get().isAtLeast(7, 2)) {
      return instead("qemu " + version.get() + " can not connect to passt, as 7.2 and newer can");
    }
    return new NetworkPreparation(
        Optional.of(
            new NicBackend.Passt(
                folder.resolve(SOCKET),
                folder.resolve(PID_FILE),
                version.map(NetworkPreparation::reconnect).orElse(""),
                program.runAs(),
                program.namesHost())),
        NetworkDecision.passt());
  }

  /**
   * qapi/net.json of qemu: {@code reconnect} came in 8.0, {@code reconnect-ms} in 9.2 for it. Soon,
   * because passt of 2025 dies of a client of the pod's ports that comes before qemu does.
   */
  static String reconnect(QemuVersion version) {
    if (version.isAtLeast(9, 2)) {
      return "reconnect-ms=50";
    }
    return version.isAtLeast(8, 0) ? "reconnect=1" : "";
  }

  private static Optional<QemuVersion> version(Path binary) {
    try {
      return QemuVersion.in(ProgramOutput.of(List.of(binary.toString(), "--version")));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** Without ports, which the pod's own VM may hold already. */
  private static Optional<String> probe(NicBackend.Passt planned) {
    try (RuntimeDirectory folder = RuntimeDirectory.create()) {
      NicBackend.Passt passt =
          new NicBackend.Passt(
              folder.resolve(SOCKET),
              folder.resolve(PID_FILE),
              planned.reconnect(),
              planned.runAs(),
              planned.namesHost());
      return NetworkHelper.probe(
          new NetworkPlan.Passt(
              PasstArgv.build(passt, "probe", List.of()),
              passt.pidFile(),
              false,
              _ -> {
                throw new IllegalStateException("a probe starts no qemu");
              }),
          new ProcessTable());
    } catch (StorageException nowhere) {
      return Optional.of(String.valueOf(nowhere.getMessage()));
    }
  }

  private static NetworkPreparation instead(String reason) {
    return new NetworkPreparation(Optional.empty(), NetworkDecision.instead(reason));
  }
}
