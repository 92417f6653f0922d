package dev.qemupod.supervisor.metrics;

import io.micrometer.common.util.internal.logging.AbstractInternalLogger;
import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's warnings and errors for {@code System.Logger}, which takes nothing until there is
 * one. Micrometer's own choice is java.util.logging, which it loads to say that it was chosen, and
 * which the image's runtime does not have.
 */
final class MicrometerLog extends AbstractInternalLogger {
  private static final long serialVersionUID = 1L;

  /** Where an argument belongs. */
  private static final String MARK = "{}";

  private MicrometerLog(String name) {
    super(name);
  }

  /** Makes it the log of all loggers that micrometer makes from now on. */
  static void use() {
    InternalLoggerFactory.setDefaultFactory(
        new InternalLoggerFactory() {
          @Override
          protected InternalLogger newInstance(String name) {
            return new MicrometerLog(name);
          }
        });
  }

  /** The last argument may be what caused it, as in all such logs. */
  private void tell(Level level, String format, @Nullable Object... arguments) {
    StringBuilder message = new StringBuilder();
    int begin = 0;
    int used = 0;
    for (int mark = format.indexOf(MARK);
        mark >= 0 && used < arguments.length;
        mark = format.indexOf(MARK, begin)) {
      message.append(format, begin, mark).append(arguments[used++]);
      begin = mark + MARK.length();
    }
    message.append(format, begin, format.length());
    Throwable cause =
        used < arguments.length && arguments[arguments.length - 1] instanceof Throwable last
            ? last
            : null;
    System.getLogger(name()).log(level, message.toString(), cause);
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public void warn(String message) {
    tell(Level.WARNING, message);
  }

  @Override
  public void warn(String format, @Nullable Object argument) {
    tell(Level.WARNING, format, argument);
  }

  @Override
  public void warn(String format, Object... arguments) {
    tell(Level.WARNING, format, arguments);
  }

  @Override
  public void warn(String format, @Nullable Object one, @Nullable Object other) {
    tell(Level.WARNING, format, one, other);
  }

  @Override
  public void warn(String message, Throwable cause) {
    tell(Level.WARNING, message, cause);
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }

  @Override
  public void error(String message) {
    tell(Level.ERROR, message);
  }

  @Override
  public void error(String format, @Nullable Object argument) {
    tell(Level.ERROR, format, argument);
  }

  @Override
  public void error(String format, @Nullable Object one, @Nullable Object other) {
    tell(Level.ERROR, format, one, other);
  }

  @Override
  public void error(String format, Object... arguments) {
    tell(Level.ERROR, format, arguments);
  }

  @Override
  public void error(String message, Throwable cause) {
    tell(Level.ERROR, message, cause);
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(String message) {}

  @Override
  public void trace(String format, @Nullable Object argument) {}

  @Override
  public void trace(String format, @Nullable Object one, @Nullable Object other) {}

  @Override
  public void trace(String format, Object... arguments) {}

  @Override
  public void trace(String message, Throwable cause) {}

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void debug(String message) {}

  @Override
  public void debug(String format, @Nullable Object argument) {}

  @Override
  public void debug(String format, @Nullable Object one, @Nullable Object other) {}

  @Override
  public void debug(String format, Object... arguments) {}

  @Override
  public void debug(String message, Throwable cause) {}

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public void info(String message) {}

  @Override
  public void info(String format, @Nullable Object argument) {}

  @Override
  public void info(String format, @Nullable Object one, @Nullable Object other) {}

  @Override
  public void info(String format, Object... arguments) {}

  @Override
  public void info(String message, Throwable cause) {}
}
