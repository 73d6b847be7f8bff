// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * Makes the ids of an outbox and its events. 26 characters that sort by time: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32 (the ULID form).
 * Inside one millisecond, or when the clock falls back, the random part counts up instead, so that ids of one maker
 * always rise. One thread.
 */
public final class TimeOrderedId {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private long millis = -1;
    private long high; // 16 bits
    private long low; // 64 bits

    public TimeOrderedId(Clock clock) {
        this.clock = clock;
    }

    /** Above every one that it gave before. */
    public String next() {
        long now = Math.max(clock.millis(), 0) & 0xFFFF_FFFF_FFFFL;
        if (now > millis) {
            millis = now;
            high = random.nextInt() & 0x7FFF; // room to count up
            low = random.nextLong();
        } else {
            low++;
            if (low == 0) {
                high++;
            }
        }
        return text();
    }

    private String text() {
        char[] out = new char[LENGTH];
        long time = millis;
        for (int i = 9; i >= 0; i--) {
            out[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        long h = high;
        long l = low;
        for (int i = LENGTH - 1; i >= 10; i--) {
            out[i] = DIGITS[(int) (l & 31)];
            l = (l >>> 5) | (h << 59);
            h >>>= 5;
        }
        return new String(out);
    }
}
