/** Reads what the pod gives: cgroup limits and usage, CPUs, KVM, the qemu binary. */
@NullMarked
package dev.qemupod.supervisor.host;

import org.jspecify.annotations.NullMarked;
