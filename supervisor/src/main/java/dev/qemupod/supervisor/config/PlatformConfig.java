package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * The machine to emulate.
 *
 * @param arch the guest's architecture ({@code QEMU_ARCH})
 * @param binary qemu's name or path ({@code QEMU_BIN})
 * @param accelerator {@code QEMU_ACCEL}
 * @param machine {@code QEMU_MACHINE}, or the architecture's default
 * @param firmware {@code QEMU_FIRMWARE}, or the architecture's default
 * @param cpuModel {@code QEMU_CPU_MODEL}; absent: chosen by the accelerator
 * @param serialConsole false with {@code QEMU_NO_SERIAL}: nothing of the guest's console reaches
 *     the pod's log
 * @param watchdog {@code QEMU_WATCHDOG}; absent: none of ours
 * @param hostname the guest's host name ({@code QEMU_HOSTNAME}, else the pod's)
 */
public record PlatformConfig(
    Arch arch,
    String binary,
    AcceleratorChoice accelerator,
    String machine,
    FirmwareChoice firmware,
    Optional<String> cpuModel,
    boolean serialConsole,
    Optional<WatchdogModel> watchdog,
    String hostname) {}
