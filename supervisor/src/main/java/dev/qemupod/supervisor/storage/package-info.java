/** Creates, grows and overlays disks without ever destroying data; owns the runtime directory. */
@NullMarked
package dev.qemupod.supervisor.storage;

import org.jspecify.annotations.NullMarked;
