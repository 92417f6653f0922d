package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numeric addresses. */
class IpAddressTest {
  @ParameterizedTest(name = "''{0}''")
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "255.255.255.255"})
  void isIpv4(String text) {
    assertTrue(IpAddress.isIpv4(text));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1..2.3",
        "a.b.c.d",
        "1.2.3.",
        "1.2.3.4 "
      })
  void isNotIpv4(String text) {
    assertFalse(IpAddress.isIpv4(text));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "::",
        "::1",
        "1::",
        "fe80::1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::ffff:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "ABCD::ef"
      })
  void isIpv6(String text) {
    assertTrue(IpAddress.isIpv6(text));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1",
        "1:2",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "::1%eth0",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        ":1::"
      })
  void isNotIpv6(String text) {
    assertFalse(IpAddress.isIpv6(text));
  }
}
