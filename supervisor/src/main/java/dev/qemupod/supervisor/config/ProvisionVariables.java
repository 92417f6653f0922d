package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;

/** The variables the guest is provisioned with. */
final class ProvisionVariables {
  static final Variable IGNITION =
      masked(
          "QEMU_IGNITION",
          "An Ignition config (JSON), given to the guest through fw_cfg, never on a command line;"
              + " at most 256 KiB as the guest reads it. SSH keys are added to it by merging.");
  static final Variable IGNITION_FILE =
      variable("QEMU_IGNITION_FILE", "-", "The path of that config, instead of its text.");
  static final Variable IGNITION_TARGET =
      variable(
          "QEMU_IGNITION_TARGET",
          "`auto`",
          "Under which fw_cfg name the guest finds it: `coreos`, `flatcar`, or `auto` for both.");
  static final Variable SSH_AUTHORIZED_KEYS =
      masked(
          "QEMU_SSH_AUTHORIZED_KEYS",
          "SSH public keys that may log in, one a line, as in `authorized_keys`; a bad one is named"
              + " by its line. The guest finds them wherever it looks: operations.md says where.");
  static final Variable SSH_AUTHORIZED_KEYS_FILE =
      variable(
          "QEMU_SSH_AUTHORIZED_KEYS_FILE",
          "-",
          "The path of a file with those keys, or of a folder whose files hold them: a mounted"
              + " ConfigMap or Secret.");
  static final Variable SSH_USER =
      variable(
          "QEMU_SSH_USER",
          "the guest's own",
          "The user in the guest who gets the keys. Unset: `core` by Ignition, the image's default"
              + " user by cloud-init, `root` by systemd.");
  static final ContentVariables USER_DATA =
      cloudInit(
          "USER_DATA",
          "cloud-init's user-data: what its header says it is (`#cloud-config`, `#!`, MIME,"
              + " gzip), or base64 of that.");
  static final ContentVariables META_DATA =
      cloudInit(
          "META_DATA",
          "cloud-init's meta-data, YAML or JSON. Unset: an instance-id and a host name of ours."
              + " Only JSON can be given together with SSH keys, which are added to it.");
  static final ContentVariables NETWORK_CONFIG =
      cloudInit(
          "NETWORK_CONFIG",
          "cloud-init's network-config. Unset: the guest asks DHCP, which qemu's network answers.");
  static final ContentVariables VENDOR_DATA =
      cloudInit(
          "VENDOR_DATA",
          "cloud-init's vendor-data: defaults of whoever offers the VM, which user-data"
              + " overrides.");
  static final Variable FW_CFG =
      masked(
          "QEMU_FW_CFG",
          "At most 10 further fw_cfg entries, one a line: `name=opt/org.example/key,file=/path` or"
              + " `name=opt/org.example/key,string=text`. The value runs to the end of the line;"
              + " commas in it are not doubled.");

  private ProvisionVariables() {}

  /** A variable that carries content, and its twin that names a file. */
  record ContentVariables(Variable inline, Variable file) {}

  /** All of them, in the order of the documentation. */
  static List<Variable> all() {
    ArrayList<Variable> all = new ArrayList<>(16);
    all.add(IGNITION);
    all.add(IGNITION_FILE);
    all.add(IGNITION_TARGET);
    all.add(SSH_AUTHORIZED_KEYS);
    all.add(SSH_AUTHORIZED_KEYS_FILE);
    all.add(SSH_USER);
    add(all, USER_DATA);
    add(all, META_DATA);
    add(all, NETWORK_CONFIG);
    add(all, VENDOR_DATA);
    all.add(FW_CFG);
    return all;
  }

  private static void add(List<Variable> all, ContentVariables pair) {
    all.add(pair.inline());
    all.add(pair.file());
  }

  private static ContentVariables cloudInit(String name, String meaning) {
    String inline = "QEMU_CLOUD_INIT_" + name;
    return new ContentVariables(
        masked(inline, meaning),
        variable(inline + "_FILE", "-", "The path of that, instead of its text."));
  }

  private static Variable variable(String name, String fallback, String meaning) {
    return new Variable(name, Variable.Group.PROVISION, fallback, meaning, "0.1", false);
  }

  private static Variable masked(String name, String meaning) {
    return new Variable(name, Variable.Group.PROVISION, "-", meaning, "0.1", true);
  }
}
