/** Checks and stages what the guest is provisioned with: Ignition and fw_cfg files. */
@NullMarked
package dev.qemupod.supervisor.provision;

import org.jspecify.annotations.NullMarked;
