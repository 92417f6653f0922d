/**
 * Hears the guest: its agent (qemu-ga), its journal when Ignition failed. Believes nothing of it.
 */
@NullMarked
package dev.qemupod.supervisor.agent;

import org.jspecify.annotations.NullMarked;
