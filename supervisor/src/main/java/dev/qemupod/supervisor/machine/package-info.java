/** Describes the VM to run, free of command line strings. */
@NullMarked
package dev.qemupod.supervisor.machine;

import org.jspecify.annotations.NullMarked;
