package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.micrometer.common.util.internal.logging.InternalLogLevel;
import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** System.Logger is java.util.logging here, where all of the JDK is. */
class MicrometerLogTest {
  private static final String NAME = "io.micrometer.a.Test";

  private final Logger system = Logger.getLogger(NAME);
  private final List<LogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord told) {
          records.add(told);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    system.setUseParentHandlers(false);
    system.addHandler(handler);
    MicrometerLog.use();
  }

  @AfterEach
  void stopListening() {
    system.removeHandler(handler);
  }

  private List<String> messages() {
    return records.stream().map(told -> told.getLevel() + " " + told.getMessage()).toList();
  }

  @Test
  void warningsAndErrorsAreToldInEveryForm() {
    InternalLogger log = InternalLoggerFactory.getInstance(NAME);
    Exception cause = new IllegalStateException("cause");

    log.warn("plain");
    log.warn("{} argument", "one");
    log.warn("{} and {}", "one", "two");
    log.warn("{}, {}, {}", "one", "two", "three");
    log.warn("with a cause", cause);
    log.warn("{} and a cause", "one", cause);
    log.error("plain");
    log.error("{} argument", "one");
    log.error("{} and {}", "one", "two");
    log.error("{}, {}, {}", "one", "two", "three");
    log.error("with a cause", cause);
    log.log(InternalLogLevel.ERROR, "by its level");

    assertEquals(
        List.of(
            "WARNING plain",
            "WARNING one argument",
            "WARNING one and two",
            "WARNING one, two, three",
            "WARNING with a cause",
            "WARNING one and a cause",
            "SEVERE plain",
            "SEVERE one argument",
            "SEVERE one and two",
            "SEVERE one, two, three",
            "SEVERE with a cause",
            "SEVERE by its level"),
        messages());
    assertSame(cause, records.get(4).getThrown());
    assertSame(cause, records.get(5).getThrown());
  }

  @Test
  void whatIsLessIsNotTold() {
    InternalLogger log = InternalLoggerFactory.getInstance(NAME);

    log.info("info");
    log.debug("debug {}", 1);
    log.trace("trace");

    assertFalse(log.isInfoEnabled() || log.isDebugEnabled() || log.isTraceEnabled());
    assertEquals(List.of(), messages());
  }
}
