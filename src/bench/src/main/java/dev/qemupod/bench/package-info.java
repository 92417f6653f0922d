/** Measures the real distribution, and fails when a promise of SPECIFICATION.md is not kept. */
@NullMarked
package dev.qemupod.bench;

import org.jspecify.annotations.NullMarked;
