/** Looks at what people apply with the eyes of Kubernetes, Prometheus and the supervisor. */
@NullMarked
package dev.qemupod.deploy;

import org.jspecify.annotations.NullMarked;
