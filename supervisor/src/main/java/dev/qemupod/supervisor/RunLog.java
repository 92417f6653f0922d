package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.ServiceConfig;
import dev.qemupod.supervisor.config.ServiceConfig.LogFormat;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.log.LogOutput;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Makes the log: first as well as the raw environment allows, then as configured. */
final class RunLog {
  private RunLog() {}

  /** A log for the problems of a configuration that may itself be wrong about the log. */
  static Log of(Map<String, String> environment, LogOutput err) {
    String format = environment.getOrDefault("QEMU_LOG_FORMAT", "");
    return new Log(err.stream(), format.equalsIgnoreCase("json"), Level.INFO);
  }

  /** The configured log. */
  static Log of(ServiceConfig service, LogOutput err) {
    Log log = new Log(err.stream(), service.logFormat() == LogFormat.JSON, service.logLevel());
    err.notesTo(log::warning);
    return log;
  }
}
