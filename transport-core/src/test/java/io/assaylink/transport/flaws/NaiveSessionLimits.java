// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

/** Control for X-28: size and time are limited for the session instead of the message. */
final class NaiveSessionLimits {
    private final long maxBytes;
    private final long maxMillis;
    private long bytes;

    NaiveSessionLimits(long maxBytes, long maxMillis) {
        this.maxBytes = maxBytes;
        this.maxMillis = maxMillis;
    }

    /** True while the session may go on. */
    boolean received(int count, long sinceStartMillis) {
        bytes += count;
        return bytes <= maxBytes && sinceStartMillis <= maxMillis;
    }
}
