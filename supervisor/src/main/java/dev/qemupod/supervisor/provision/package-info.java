/**
 * Checks, merges and stages what the guest is provisioned with: Ignition, SSH keys, cloud-init's
 * files, fw_cfg.
 */
@NullMarked
package dev.qemupod.supervisor.provision;

import org.jspecify.annotations.NullMarked;
