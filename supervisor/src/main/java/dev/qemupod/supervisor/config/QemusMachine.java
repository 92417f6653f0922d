package dev.qemupod.supervisor.config;

import dev.qemupod.supervisor.config.QemusDraft.Switch;
import java.util.Locale;
import java.util.Optional;

/** Translates qemus/qemu's names for processor, memory, machine and firmware. */
final class QemusMachine {
  private static final String OWN_MODEL =
      "write the whole model into QEMU_CPU_MODEL, as in host,-hypervisor";

  private final QemusDraft draft;

  QemusMachine(QemusDraft draft) {
    this.draft = draft;
  }

  void read() {
    Switch kvm = kvm();
    vcpus();
    model(kvm);
    memory();
    machine();
    firmware();
    identity();
  }

  /** On means that there must be KVM: qemus/qemu ends with 88 where there is none. */
  private Switch kvm() {
    Switch kvm = draft.flag("KVM");
    if (kvm != Switch.UNSET) {
      draft.map("KVM", VariableCatalog.ACCEL.name(), kvm == Switch.ON ? "kvm" : "tcg");
    }
    return kvm;
  }

  private void vcpus() {
    String cores = draft.word("CPU_CORES");
    if (draft.isSet("SMP")) {
      draft.map("SMP", VariableCatalog.CPU.name(), draft.value("SMP"));
      if (!cores.isEmpty()) {
        draft.warn("CPU_CORES", "is not used, because SMP is set too; remove one of them");
      }
    } else if (cores.equals("half")) {
      draft.refuse(
          "CPU_CORES",
          "a number or max",
          "and the container can not tell half of what is its share",
          "write a number, or max to follow the pod's CPU limit");
    } else if (!cores.isEmpty() && !cores.equals("max")) {
      draft.map("CPU_CORES", VariableCatalog.CPU.name(), cores);
    }
  }

  private void model(Switch kvm) {
    String model = draft.value("CPU_MODEL");
    String flags = draft.value("CPU_FLAGS");
    if (model.isEmpty() && !flags.isEmpty()) {
      // What is behind it depends on the accelerator, which is decided later.
      if (kvm == Switch.UNSET) {
        draft.refuse(
            "CPU_FLAGS", "given together with CPU_MODEL or KVM", "add CPU_MODEL, such as max");
        return;
      }
      model = kvm == Switch.ON ? "host" : "max";
    }
    if (!model.isEmpty()) {
      draft.map(
          draft.isSet("CPU_MODEL") ? "CPU_MODEL" : "CPU_FLAGS",
          VariableCatalog.CPU_MODEL.name(),
          flags.isEmpty() ? model : model + "," + flags);
    }
    if (draft.flag("VM") == Switch.OFF) {
      draft.refuse("VM", "Y", "which would hide that the guest is a VM", OWN_MODEL);
    }
    // Both change nothing for a guest that is not Windows; the model host has vmx or svm.
    draft.flag("VMX");
    draft.flag("HV");
  }

  private void memory() {
    String size = draft.word("RAM_SIZE");
    Optional<String> bytes = QemusSize.memory(size);
    if (bytes.isPresent()) {
      draft.map("RAM_SIZE", VariableCatalog.RAM.name(), bytes.get());
    } else if (size.equals("half")) {
      draft.refuse(
          "RAM_SIZE",
          "a size such as 2G, or max",
          "and the container can not tell half of what is its share",
          "write a size, or max to get what the pod's memory limit leaves");
    } else if (!size.isEmpty() && !size.equals("max")) {
      draft.refuse("RAM_SIZE", "a size such as 2G or 512M, or max", "write one of these");
    }
    if (draft.flag("RAM_CHECK") == Switch.OFF) {
      draft.map("RAM_CHECK", VariableCatalog.RAM_FORCE.name(), "1");
    }
    draft.noEffect("RAM_MINIMUM", "the smallest guest is fixed here");
    if (draft.flag("BALLOONING") == Switch.ON) {
      draft.map("BALLOONING", VariableCatalog.MEMORY_GUARD.name(), "balloon");
    }
  }

  /** The machine with its properties; the first name that says something of it stands for it. */
  private void machine() {
    StringBuilder machine = new StringBuilder(draft.word("MACHINE"));
    String name = machine.isEmpty() ? "" : "MACHINE";
    for (String property : new String[] {"HPET", "VMPORT", "SMM"}) {
      Switch value = draft.flag(property);
      if (value != Switch.UNSET) {
        machine.append(machine.isEmpty() ? "q35," : ",").append(property.toLowerCase(Locale.ROOT));
        machine.append(value == Switch.ON ? "=on" : "=off");
        name = name.isEmpty() ? property : name;
      }
    }
    if (!name.isEmpty()) {
      draft.map(name, VariableCatalog.MACHINE.name(), machine.toString());
    }
  }

  private void firmware() {
    String mode = draft.word("BOOT_MODE");
    String variable = VariableCatalog.FIRMWARE.name();
    if (draft.isSet("BIOS")) {
      draft.refuse(
          "BIOS",
          "left out",
          "and a firmware of one's own can not be given",
          "choose BOOT_MODE=uefi or BOOT_MODE=legacy");
    } else if (mode.isEmpty()) {
      draft.imply("BOOT_MODE", variable, "uefi");
      if (!draft.isExplicit(variable)) {
        draft.warn(
            "BOOT_MODE",
            "is not set, and uefi is taken, without a look at the image as qemus/qemu has one;"
                + " write uefi, or legacy for an image without EFI");
      }
    } else if (mode.equals("uefi")) {
      draft.map("BOOT_MODE", variable, "uefi");
    } else if (mode.equals("legacy")) {
      draft.map("BOOT_MODE", variable, "bios");
    } else if (mode.startsWith("windows")) {
      draft.refuse(
          "BOOT_MODE",
          "uefi or legacy",
          "which needs what dockur/windows adds",
          "stay with that image for Windows");
    } else {
      draft.refuse(
          "BOOT_MODE",
          "uefi or legacy",
          mode.equals("secure") ? "and there is no secure boot here" : "",
          "write uefi, or legacy for an image without EFI");
    }
    draft.refuseOn("TPM", "and the image has no TPM emulator", "remove it");
    // The variables of UEFI are new with every start of qemu.
    draft.flag("CLEAR");
    draft.noEffect("LOGO", "the firmware shows its own");
  }

  private void identity() {
    if (draft.isSet("UUID")) {
      draft.argument("UUID", "-uuid", draft.value("UUID"));
    }
    String smbios = draft.value("SM_BIOS");
    if (!smbios.isEmpty()) {
      if (!smbios.startsWith("-")) {
        draft.argument("SM_BIOS", "-smbios");
      }
      draft.argument("SM_BIOS", smbios.split("\\s+", -1));
    }
    if (draft.flag("RNG") == Switch.OFF) {
      draft.refuse("RNG", "Y", "and every guest has a random number device here", "remove it");
    }
  }
}
