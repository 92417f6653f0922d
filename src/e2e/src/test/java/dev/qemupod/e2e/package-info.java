/** Runs the real image in real containers, under real limits, as its users do. */
@NullMarked
package dev.qemupod.e2e;

import org.jspecify.annotations.NullMarked;
