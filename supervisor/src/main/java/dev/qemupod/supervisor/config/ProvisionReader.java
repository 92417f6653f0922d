package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what the guest is provisioned with. */
final class ProvisionReader {
  private final Settings settings;

  ProvisionReader(Settings settings) {
    this.settings = settings;
  }

  ProvisionConfig read() {
    Optional<Content> ignition = ignition();
    boolean given =
        settings.isSet(VariableCatalog.IGNITION) || settings.isSet(VariableCatalog.IGNITION_FILE);
    Optional<Setting> fwCfg = settings.find(VariableCatalog.FW_CFG);
    return new ProvisionConfig(
        ignition,
        target(given),
        fwCfg.isPresent() ? FwCfgParser.parse(fwCfg.get(), given) : List.of());
  }

  private IgnitionTarget target(boolean given) {
    if (!given && settings.isSet(VariableCatalog.IGNITION_TARGET)) {
      settings
          .problems()
          .warning(
              VariableCatalog.IGNITION_TARGET.name(),
              "has no effect without QEMU_IGNITION or QEMU_IGNITION_FILE; set one, or remove it");
    }
    return settings.choice(
        VariableCatalog.IGNITION_TARGET,
        new Choices<IgnitionTarget>()
            .with("auto", IgnitionTarget.AUTO)
            .with("coreos", IgnitionTarget.COREOS)
            .with("flatcar", IgnitionTarget.FLATCAR),
        IgnitionTarget.AUTO);
  }

  private Optional<Content> ignition() {
    Optional<Setting> inline = settings.find(VariableCatalog.IGNITION);
    Optional<Setting> file = settings.find(VariableCatalog.IGNITION_FILE);
    if (inline.isPresent() && file.isPresent()) {
      file.get().mustBe("left out when QEMU_IGNITION is set", "remove one of the two");
      return Optional.empty();
    }
    if (file.isPresent()) {
      Optional<Path> path =
          FileChecks.readable(file.get(), "the path of a readable Ignition config");
      return path.isPresent()
          ? Optional.of(new Content.InFile(file.get().name(), path.get()))
          : Optional.empty();
    }
    if (inline.isEmpty()) {
      return Optional.empty();
    }
    String name = inline.get().name();
    if (inline.get().text().startsWith("/")) {
      inline
          .get()
          .mustBeInstead("the text of an Ignition config", "a path", "use QEMU_IGNITION_FILE");
      return Optional.empty();
    }
    // The guest gets it byte for byte, with the white space Settings would strip.
    return Optional.of(new Content.Inline(name, settings.raw(name)));
  }
}
