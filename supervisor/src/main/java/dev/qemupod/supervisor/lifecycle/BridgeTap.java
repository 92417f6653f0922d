package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.Quoted;
import dev.qemupod.supervisor.host.BridgeDevice;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.process.LaunchFailure;
import dev.qemupod.supervisor.process.ProcessTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tap device that the supervisor makes in a bridge, by iproute2's ip(8).
 *
 * <p>It is persistent, so that it is there before qemu and outlives a qemu that is started again,
 * and it belongs to the user that qemu runs as, who may open it without a capability. What a killed
 * supervisor left in the pod's network is taken over by the next one.
 */
public final class BridgeTap {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 4096;
  private static final String PORT = BridgeDevice.PORT;
  private static final Path PROGRAM = Path.of("ip");

  private final String ip;
  private final ProcessTable processes;

  private BridgeTap(String ip, ProcessTable processes) {
    this.ip = ip;
    this.processes = processes;
  }

  /**
   * Makes it, and puts it in the bridge.
   *
   * @param bridge one without problems
   * @param address the device's hardware address
   * @throws EndingException 69 if it can not be made, or if another VM has it
   */
  public static BridgeTap make(BridgeDevice bridge, String address, ProcessTable processes)
      throws EndingException {
    if (bridge.port().held()) {
      throw failure(
          "The tap device "
              + PORT
              + " is in use by another VM in this pod's network, where one can have"
              + " QEMU_NET=bridge. Let an init container make a tap device for this one, and name"
              + " it with tap:NAME.");
    }
    BridgeTap tap = new BridgeTap(String.valueOf(bridge.ip().orElse(PROGRAM)), processes);
    try {
      if (!bridge.port().exists()) {
        String user = Long.toString(bridge.port().uid());
        tap.run(List.of("tuntap", "add", "dev", PORT, "mode", "tap", "user", user));
      }
      tap.putInto(bridge, address);
      return tap;
    } catch (IpFailure refused) {
      throw failure(
          "No tap device can be put in the bridge "
              + bridge.name()
              + " for QEMU_NET=bridge: "
              + refused.getMessage()
              + ". Remove what is in the way, or name a tap device with tap:NAME.");
    }
  }

  /** Size and address come first: a bridge takes both over from what is put in it. */
  private void putInto(BridgeDevice bridge, String address) throws IpFailure {
    List<String> words = new ArrayList<>(List.of("link", "set", "dev", PORT, "address", address));
    if (bridge.mtu() > 0) {
      words.addAll(List.of("mtu", Integer.toString(bridge.mtu())));
    }
    words.addAll(List.of("master", bridge.name(), "up"));
    try {
      run(words);
    } catch (IpFailure refused) {
      try {
        remove();
      } catch (IpFailure stays) {
        refused.addSuppressed(stays);
      }
      throw refused;
    }
  }

  /**
   * Removes it once qemu is gone. The kernel refuses that while some process has it open, so that
   * the device of another VM is never taken away.
   */
  public void remove(Log log) {
    try {
      remove();
    } catch (IpFailure refused) {
      log.info("The tap device stays, for the next start: " + refused.getMessage() + ".");
    }
  }

  private void remove() throws IpFailure {
    run(List.of("tuntap", "del", "dev", PORT, "mode", "tap"));
  }

  private void run(List<String> arguments) throws IpFailure {
    List<String> words = new ArrayList<>(List.of(ip));
    words.addAll(arguments);
    String shown = "ip " + String.join(" ", arguments);
    try {
      ChildProcess process = ChildProcess.spawn(words, processes);
      Optional<ExitStatus> ended = process.waitFor(PATIENCE);
      if (ended.isEmpty()) {
        process.kill();
        throw new IpFailure(shown + " did not end in " + PATIENCE.toSeconds() + " s");
      }
      if (!ended.get().equals(new ExitStatus.Exited(0))) {
        throw new IpFailure(shown + " said " + Quoted.of(lastWords(process)));
      }
    } catch (LaunchFailure failure) {
      throw new IpFailure(String.valueOf(failure.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IpFailure(shown + " was interrupted");
    }
  }

  private static String lastWords(ChildProcess process) {
    try (InputStream stderr = process.stderr()) {
      return new String(stderr.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException lost) {
      return "";
    }
  }

  private static EndingException failure(String message) {
    return new EndingException(Ending.beforeQemu(ExitCode.UNAVAILABLE, "Network", message));
  }

  /** ip could not do it, in a clause. */
  private static final class IpFailure extends Exception {
    private static final long serialVersionUID = 1L;

    IpFailure(String message) {
      super(message);
    }
  }
}
