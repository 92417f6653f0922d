/** One event loop and one state: starts, watches, restarts and stops the VM. */
@NullMarked
package dev.qemupod.supervisor.lifecycle;

import org.jspecify.annotations.NullMarked;
