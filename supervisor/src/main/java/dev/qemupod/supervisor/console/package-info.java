/**
 * Relays the guest's serial console to the container's stdio, byte-true and without ever blocking
 * qemu.
 */
@NullMarked
package dev.qemupod.supervisor.console;

import org.jspecify.annotations.NullMarked;
