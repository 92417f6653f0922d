package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.log.JsonText;

/**
 * A response, before it is written.
 *
 * @param status HTTP status code
 * @param contentType as the body's writer names it; Prometheus refuses a scrape without one
 * @param body sent as UTF-8
 */
record Answer(int status, String contentType, String body) {
  static final String JSON = "application/json";

  static Answer json(int status, String json) {
    return new Answer(status, JSON, json + "\n");
  }

  static Answer problem(int status, String message) {
    return json(status, "{\"error\":" + JsonText.quote(message) + "}");
  }
}
