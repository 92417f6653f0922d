/** Speaks the QEMU Machine Protocol. The only user of jnr-unixsocket. */
@NullMarked
package dev.qemupod.supervisor.qmp;

import org.jspecify.annotations.NullMarked;
