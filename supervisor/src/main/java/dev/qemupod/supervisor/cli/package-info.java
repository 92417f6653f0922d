/** The commands a user types and their help. */
@NullMarked
package dev.qemupod.supervisor.cli;

import org.jspecify.annotations.NullMarked;
