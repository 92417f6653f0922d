package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.PortForward.Protocol;
import dev.qemupod.supervisor.config.ServiceConfig.LogFormat;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Reads where the supervisor serves health and metrics, and how it logs. */
final class ServiceReader {
  private static final int DEFAULT_PORT = 9180;

  private final Settings settings;
  private final HostFacts facts;

  ServiceReader(Settings settings, HostFacts facts) {
    this.settings = settings;
    this.facts = facts;
  }

  ServiceConfig read(NetworkConfig network) {
    Optional<HttpAddress> http = http();
    if (http.isPresent()) {
      checkForwards(http.get(), network);
    }
    return new ServiceConfig(
        http,
        settings.choice(
            VariableCatalog.LOG_FORMAT,
            new Choices<LogFormat>().with("text", LogFormat.TEXT).with("json", LogFormat.JSON),
            LogFormat.TEXT),
        settings.choice(VariableCatalog.LOG_LEVEL, levels(), Level.INFO),
        settings.flag(VariableCatalog.METRICS_FILESYSTEMS),
        settings.flag(VariableCatalog.METRICS_NETWORK),
        kubevirt());
  }

  private Optional<KubevirtIdentity> kubevirt() {
    return settings.flag(VariableCatalog.METRICS_KUBEVIRT)
        ? Optional.of(
            new KubevirtIdentity(
                settings.raw("POD_NAME"), settings.raw("POD_NAMESPACE"), settings.raw("NODE_NAME")))
        : Optional.empty();
  }

  private static Choices<Level> levels() {
    return new Choices<Level>()
        .with("trace", Level.TRACE)
        .with("debug", Level.DEBUG)
        .with("info", Level.INFO)
        .with("warning", Level.WARNING)
        .alias("warn", Level.WARNING)
        .with("error", Level.ERROR)
        .hint("verbose", "debug");
  }

  private Optional<HttpAddress> http() {
    Optional<HttpAddress> fallback = Optional.of(new HttpAddress(Optional.empty(), DEFAULT_PORT));
    Optional<Setting> setting = settings.find(VariableCatalog.HTTP);
    if (setting.isEmpty()) {
      return fallback;
    }
    String text = setting.get().text();
    if (Flag.isOff(text) && !text.equals("0")) {
      return Optional.empty();
    }
    Optional<HttpAddress> address = setting.get().take(HttpAddressParser.parse(text));
    if (address.isPresent()) {
      checkBindable(setting.get(), address.get().port());
    }
    return address;
  }

  private void checkBindable(Setting setting, int port) {
    if (port > 0 && port < facts.unprivilegedPortStart()) {
      setting.mustBe(
          "a port this container may bind (" + facts.unprivilegedPortStart() + " and above)",
          "choose another, such as :" + DEFAULT_PORT);
    }
  }

  /** The supervisor and qemu cannot both have the port. */
  private void checkForwards(HttpAddress http, NetworkConfig network) {
    for (PortForward forward : network.forwards()) {
      if (forward.protocol() != Protocol.TCP
          || forward.hostPort() != http.port()
          || !overlap(http, forward)) {
        continue;
      }
      Optional<Setting> own = settings.find(VariableCatalog.HTTP);
      Optional<Setting> ports = settings.find(VariableCatalog.PORTS);
      if (own.isPresent()) {
        own.get().mustBe("a port that is not forwarded to the guest", "choose another port");
      } else if (ports.isPresent()) {
        ports
            .get()
            .part(Integer.toString(http.port()))
            .mustBe(
                "ports other than that of health and metrics",
                "forward another, or set QEMU_HTTP to another port or to off");
      }
      return;
    }
  }

  private static boolean overlap(HttpAddress http, PortForward forward) {
    return http.host().isEmpty()
        || forward.hostAddress().isEmpty()
        || http.host().equals(forward.hostAddress())
        || http.host().get().equals("0.0.0.0")
        || forward.hostAddress().get().equals("0.0.0.0");
  }
}
