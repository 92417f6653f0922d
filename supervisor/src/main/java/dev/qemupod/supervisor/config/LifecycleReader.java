package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.LifecycleConfig.EndPolicy;
import dev.qemupod.supervisor.config.LifecycleConfig.RebootPolicy;
import java.time.Duration;
import java.util.Optional;

/** Reads how the VM may end and when it counts as ready. */
final class LifecycleReader {
  private static final Duration SHUTDOWN = Duration.ofSeconds(50);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final Settings settings;

  LifecycleReader(Settings settings) {
    this.settings = settings;
  }

  LifecycleConfig read(NetworkConfig network, boolean serialConsole) {
    return new LifecycleConfig(
        shutdownTimeout(),
        endPolicy(VariableCatalog.ON_POWEROFF),
        rebootPolicy(),
        endPolicy(VariableCatalog.ON_PANIC),
        endPolicy(VariableCatalog.ON_CRASH),
        ready(network, serialConsole));
  }

  private Duration shutdownTimeout() {
    Optional<Setting> setting = settings.find(VariableCatalog.SHUTDOWN_TIMEOUT);
    if (setting.isEmpty()) {
      return SHUTDOWN;
    }
    return setting
        .get()
        .take(Durations.parse(setting.get().text(), SHORTEST, LONGEST))
        .orElse(SHUTDOWN);
  }

  private EndPolicy endPolicy(Variable variable) {
    return settings.choice(
        variable,
        new Choices<EndPolicy>().with("exit", EndPolicy.EXIT).with("restart", EndPolicy.RESTART),
        EndPolicy.EXIT);
  }

  private RebootPolicy rebootPolicy() {
    return settings.choice(
        VariableCatalog.ON_REBOOT,
        new Choices<RebootPolicy>()
            .with("reboot", RebootPolicy.REBOOT)
            .with("exit", RebootPolicy.EXIT)
            .hint("restart", "reboot"),
        RebootPolicy.REBOOT);
  }

  private ReadyGate ready(NetworkConfig network, boolean serialConsole) {
    Optional<Setting> setting = settings.find(VariableCatalog.READY);
    if (setting.isEmpty()) {
      return new ReadyGate.Running();
    }
    return ReadyGateParser.parse(setting.get(), network, serialConsole)
        .orElse(new ReadyGate.Running());
  }
}
