package dev.qemupod.supervisor.config;

/**
 * One line of {@code QEMU_FW_CFG}.
 *
 * @param name the fw_cfg name, {@code opt/...}, at most 55 characters
 * @param content a file, or a string that is staged in a file so that it never shows in {@code ps}
 */
public record FwCfgEntry(String name, Content content) {}
