package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts the strings of {@code QEMU_FW_CFG} into files that only this user can read. */
final class FwCfgStager {
  /** The staged Ignition config. */
  static final String IGNITION = "ignition.json";

  private FwCfgStager() {}

  /** The staged file of the entry at that index. */
  static String name(int index) {
    return "fw_cfg-" + index;
  }

  /** Writes the inline entries; files are given to qemu where they are. */
  static void stage(List<FwCfgEntry> entries, RuntimeDirectory directory) throws IOException {
    for (int index = 0; index < entries.size(); index++) {
      if (entries.get(index).content() instanceof Content.Inline(_, String text)) {
        directory.stage(name(index), text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
