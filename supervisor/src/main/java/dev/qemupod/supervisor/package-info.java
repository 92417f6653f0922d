/** Wires the program by hand and is the only place that ends the process. */
@NullMarked
package dev.qemupod.supervisor;

import org.jspecify.annotations.NullMarked;
