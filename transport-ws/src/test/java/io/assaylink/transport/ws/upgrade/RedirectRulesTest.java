// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 15.4: where a redirect may lead. */
class RedirectRulesTest {

    @ParameterizedTest
    @CsvSource({
        "ws://hub/a?x=1, /b, ws://hub/b",
        "ws://hub/a?x=1, b?y=2, ws://hub/b?y=2",
        "ws://hub:8080/a, ws://hub:9090/b, ws://hub:9090/b",
        "ws://hub/a, http://HUB/b, ws://HUB/b",
        "ws://hub/a, https://hub/b, wss://hub/b",
        "wss://hub/a, https://hub/b%20c, wss://hub/b%20c",
        "wss://hub/a, //hub/b, wss://hub/b",
        "ws://[::1]:1/a, /b, ws://[::1]:1/b"
    })
    @DisplayName("on the same host, relative or not, and into TLS")
    void followed(URI from, String location, URI to) {
        assertThat(Redirect.of(from, location, 1)).isEqualTo(new Redirect(Optional.of(to), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "ws://hub/a, ws://other/a, redirect to another host",
        "ws://hub/a, //other/a, redirect to another host",
        "ws://hub/a, ws://hub.other/a, redirect to another host",
        "wss://hub/a, ws://hub/a, redirect out of TLS",
        "wss://hub/a, http://hub/a, redirect out of TLS",
        "ws://hub/a, '', redirect to no address",
        "ws://hub/a, ftp://hub/a, redirect to no address",
        "ws://hub/a, mailto:hub, redirect to no address",
        "ws://hub/a, ws://user:pass@hub/a, redirect to no address",
        "ws://hub/a, 'ws://hub/ not an address', redirect to no address"
    })
    @DisplayName("not to another host, not out of TLS, not to what is no address")
    void refused(URI from, String location, String why) {
        assertThat(Redirect.of(from, location, 1)).isEqualTo(new Redirect(Optional.empty(), why));
        assertThat(Redirect.of(from, location, 0)).isEqualTo(new Redirect(Optional.empty(), "redirect not followed"));
    }
}
