/** Turns a machine into qemu's argv, purely. */
@NullMarked
package dev.qemupod.supervisor.argv;

import org.jspecify.annotations.NullMarked;
