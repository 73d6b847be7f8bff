// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of the hub.
 *
 * @param type CloudEvents type; the reply's is {@code type + ".reply"}
 * @param subject the instrument it is about
 * @param data a JSON document, UTF-8, not to be changed
 * @param timeout from 1 ms to a day
 * @param idempotent asking twice does no harm: it waits for a session and is asked again with the same id after each
 *     reconnect, until its time is over
 */
public record Request(String type, Optional<String> subject, byte[] data, Duration timeout, boolean idempotent) {

    public Request {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("timeout: 1 ms to 1 day");
        }
    }

    /** Asked at most once, and only while the session is ready. */
    public static Request once(String type, byte[] data, Duration timeout) {
        return new Request(type, Optional.empty(), data, timeout, false);
    }

    public Request withSubject(String value) {
        return new Request(type, Optional.of(value), data, timeout, idempotent);
    }

    public Request asIdempotent() {
        return new Request(type, subject, data, timeout, true);
    }

    @Override
    public String toString() {
        return "Request[type=" + type + ", bytes=" + data.length + ", timeout=" + timeout + "]";
    }
}
