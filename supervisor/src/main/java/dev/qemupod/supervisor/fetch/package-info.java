/** Files over HTTP: resumed, retried, bounded, checked, through proxies and private CAs. */
@NullMarked
package dev.qemupod.supervisor.fetch;

import org.jspecify.annotations.NullMarked;
