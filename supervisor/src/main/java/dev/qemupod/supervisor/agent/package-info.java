/** Speaks with the guest agent (qemu-ga), and believes nothing it says. */
@NullMarked
package dev.qemupod.supervisor.agent;

import org.jspecify.annotations.NullMarked;
