// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import java.time.Duration;

/**
 * TCP keep-alive (RFC 9293 3.8.4): how a silent connection whose peer is gone is found. A dead peer is found after
 * {@code idle + count x interval}, 90 s by default. The times are set where the system lets us (Linux, macOS, Windows 10);
 * elsewhere its own hold, two hours as a rule.
 *
 * @param on {@code SO_KEEPALIVE}
 * @param idle silence until the first probe, {@code TCP_KEEPIDLE}; whole seconds, 1 s to 9 h
 * @param interval between probes, {@code TCP_KEEPINTVL}; whole seconds, 1 s to 9 h
 * @param count unanswered probes until the connection is dead, {@code TCP_KEEPCNT}; 1 to 127
 */
public record KeepAlive(boolean on, Duration idle, Duration interval, int count) {
    private static final Duration LONGEST = Duration.ofSeconds(32767);
    private static final KeepAlive DEFAULTS = new KeepAlive(true, Duration.ofSeconds(60), Duration.ofSeconds(10), 3);

    public KeepAlive {
        if (outside(idle) || outside(interval) || count < 1 || count > 127) {
            throw new IllegalArgumentException("keep-alive takes 1 to 32767 s, and 1 to 127 probes");
        }
    }

    /** 60 s, then 3 probes 10 s apart. */
    public static KeepAlive defaults() {
        return DEFAULTS;
    }

    /** None: what is dead is found when something is sent. */
    public static KeepAlive off() {
        return new KeepAlive(false, DEFAULTS.idle, DEFAULTS.interval, DEFAULTS.count);
    }

    /** On, with these times. */
    public static KeepAlive of(Duration idle, Duration interval, int count) {
        return new KeepAlive(true, idle, interval, count);
    }

    private static boolean outside(Duration value) {
        return value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(LONGEST) > 0;
    }
}
