package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.ProvisionVariables.ContentVariables;
import java.util.List;
import java.util.Optional;

/** Reads what the guest is provisioned with. */
final class ProvisionReader {
  private final Settings settings;
  private final ContentReader contents;

  ProvisionReader(Settings settings) {
    this.settings = settings;
    this.contents = new ContentReader(settings);
  }

  ProvisionConfig read() {
    ContentVariables ignition =
        new ContentVariables(ProvisionVariables.IGNITION, ProvisionVariables.IGNITION_FILE);
    Optional<Content> config = contents.read(ignition, "an Ignition config");
    boolean given = contents.isSet(ignition);
    Optional<Setting> fwCfg = settings.find(ProvisionVariables.FW_CFG);
    return new ProvisionConfig(
        config,
        target(given),
        fwCfg.isPresent() ? FwCfgParser.parse(fwCfg.get(), given) : List.of(),
        sshKeys(),
        cloudInit());
  }

  private IgnitionTarget target(boolean given) {
    if (!given
        && !settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS)
        && !settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS_FILE)
        && settings.isSet(ProvisionVariables.IGNITION_TARGET)) {
      settings
          .problems()
          .warning(
              ProvisionVariables.IGNITION_TARGET.name(),
              "has no effect without an Ignition config or SSH keys; set QEMU_IGNITION_FILE or"
                  + " QEMU_SSH_AUTHORIZED_KEYS, or remove it");
    }
    return settings.choice(
        ProvisionVariables.IGNITION_TARGET,
        new Choices<IgnitionTarget>()
            .with("auto", IgnitionTarget.AUTO)
            .with("coreos", IgnitionTarget.COREOS)
            .with("flatcar", IgnitionTarget.FLATCAR),
        IgnitionTarget.AUTO);
  }

  /** A pod without keys loads none of the classes that read them. */
  private Optional<SshKeys> sshKeys() {
    return settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS)
            || settings.isSet(ProvisionVariables.SSH_AUTHORIZED_KEYS_FILE)
            || settings.isSet(ProvisionVariables.SSH_USER)
        ? new SshKeysReader(settings).read()
        : Optional.empty();
  }

  private Optional<CloudInitConfig> cloudInit() {
    if (!contents.isSet(ProvisionVariables.USER_DATA)
        && !contents.isSet(ProvisionVariables.META_DATA)
        && !contents.isSet(ProvisionVariables.NETWORK_CONFIG)
        && !contents.isSet(ProvisionVariables.VENDOR_DATA)) {
      return Optional.empty();
    }
    return Optional.of(
        new CloudInitConfig(
            contents.read(ProvisionVariables.USER_DATA, "a user-data file"),
            contents.read(ProvisionVariables.META_DATA, "a meta-data file"),
            contents.read(ProvisionVariables.NETWORK_CONFIG, "a network-config file"),
            contents.read(ProvisionVariables.VENDOR_DATA, "a vendor-data file")));
  }
}
