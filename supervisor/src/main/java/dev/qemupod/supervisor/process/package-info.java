/** The duties of PID 1: spawn, reap, signals, exit statuses. The only user of jnr-posix. */
@NullMarked
package dev.qemupod.supervisor.process;

import org.jspecify.annotations.NullMarked;
