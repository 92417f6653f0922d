/** Serves health, metrics and status from cached snapshots. The only user of jdk.httpserver. */
@NullMarked
package dev.qemupod.supervisor.http;

import org.jspecify.annotations.NullMarked;
