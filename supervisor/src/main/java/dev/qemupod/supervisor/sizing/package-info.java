/** Decides the guest's memory and vCPUs from the limits, and shows its arithmetic. */
@NullMarked
package dev.qemupod.supervisor.sizing;

import org.jspecify.annotations.NullMarked;
