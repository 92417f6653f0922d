/** Writes the supervisor's log to stderr, as text or JSON lines, through System.Logger. */
@NullMarked
package dev.qemupod.supervisor.log;

import org.jspecify.annotations.NullMarked;
