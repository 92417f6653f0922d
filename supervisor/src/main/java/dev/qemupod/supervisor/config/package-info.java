/**
 * Turns {@code QEMU_*} variables into one immutable, validated value, or into every problem at
 * once.
 */
@NullMarked
package dev.qemupod.supervisor.config;

import org.jspecify.annotations.NullMarked;
