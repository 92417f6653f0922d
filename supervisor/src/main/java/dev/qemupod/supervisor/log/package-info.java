/** Writes the supervisor's log to stderr, as text or JSON lines, and JSON without a library. */
@NullMarked
package dev.qemupod.supervisor.log;

import org.jspecify.annotations.NullMarked;
