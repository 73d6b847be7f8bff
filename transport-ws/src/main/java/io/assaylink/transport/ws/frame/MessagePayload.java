// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * The payload of the message in transit, all its fragments: never above its limit, also while it is inflated, and
 * looked at as UTF-8 while it comes.
 */
final class MessagePayload {
    enum Verdict {
        FINE,
        TOO_LARGE,
        NOT_UTF8,
        NOT_DEFLATE
    }

    private static final int FIRST_BLOCK = 64 << 10;
    private static final int FIRST_INFLATED = 4 << 10;
    private static final int CHUNK = 8 << 10;

    private final int limit;
    private final Optional<Inflation> inflation;
    private final Utf8 utf8 = new Utf8();
    private byte[] bytes = new byte[0];
    private int size;
    private boolean text;
    private boolean deflated;
    /** Bytes before inflation. */
    private long packed;
    /** Bytes of the last {@link #add} that were taken, up to the one at fault. */
    private int taken;

    /** Unmasked, not yet inflated; empty where nothing is compressed. */
    private byte[] chunk = new byte[0];

    MessagePayload(int limit, Optional<Inflation> inflation) {
        this.limit = limit;
        this.inflation = inflation;
    }

    void begin(boolean isText, boolean isDeflated) {
        text = isText;
        deflated = isDeflated;
        packed = 0;
        size = 0;
        utf8.reset();
    }

    /** How large the message is at the least with {@code announced} more bytes, where that is above the limit; else -1. */
    long excess(long announced) {
        long sum = (deflated ? packed : size) + announced;
        long bound = deflated ? (long) limit + (limit >> 8) + CHUNK : limit; // stored blocks take more than they hold
        return sum < 0 ? Long.MAX_VALUE : sum > bound ? sum : -1;
    }

    /**
     * Takes {@code run} bytes of a frame.
     *
     * @param key of the mask; empty: none
     * @param got bytes of this frame taken before
     * @param announced bytes of this frame not taken before
     */
    Verdict add(ByteBuffer in, int run, byte[] key, long got, long announced) {
        taken = 0;
        return deflated ? inflate(in, run, key, got) : copy(in, run, key, got, announced);
    }

    int taken() {
        return taken;
    }

    private Verdict copy(ByteBuffer in, int run, byte[] key, long got, long announced) {
        if (size + run > bytes.length) {
            grow(Math.max(size + run, (int) Math.min(size + announced, Math.max(FIRST_BLOCK, 2L * bytes.length))));
        }
        in.get(bytes, size, run);
        unmask(bytes, size, run, key, got);
        int from = size;
        size += run;
        taken = run;
        return check(from);
    }

    private Verdict inflate(ByteBuffer in, int run, byte[] key, long got) {
        Inflation running = inflation.orElseThrow();
        if (chunk.length == 0) {
            chunk = new byte[CHUNK];
        }
        for (int left = run; left > 0; ) {
            int part = Math.min(left, chunk.length);
            in.get(chunk, 0, part);
            unmask(chunk, 0, part, key, got + taken);
            packed += part;
            running.input(chunk, part);
            Verdict verdict = drain(running);
            if (verdict != Verdict.FINE) {
                return verdict;
            }
            taken += part;
            left -= part;
        }
        return Verdict.FINE;
    }

    /** The array ends one byte above the limit: that byte tells that there is more, and no other is inflated. */
    private Verdict drain(Inflation running) {
        int from = size;
        try {
            while (true) {
                if (size == bytes.length) {
                    grow((int) Math.min(limit + 1L, Math.max(FIRST_INFLATED, 2L * bytes.length)));
                }
                int more = running.into(bytes, size);
                if (more == 0) {
                    return check(from);
                }
                size += more;
                if (size > limit) {
                    return Verdict.TOO_LARGE;
                }
            }
        } catch (DataFormatException broken) {
            return Verdict.NOT_DEFLATE;
        }
    }

    private Verdict check(int from) {
        int invalid = text ? utf8.check(bytes, from, size) : -1;
        if (invalid < 0) {
            return Verdict.FINE;
        }
        taken = deflated ? taken : invalid - from;
        return Verdict.NOT_UTF8;
    }

    /** The last frame ended. */
    Verdict end() {
        if (deflated) {
            Inflation running = inflation.orElseThrow();
            running.inputEnd();
            Verdict verdict = drain(running);
            if (verdict != Verdict.FINE) {
                return verdict;
            }
            try {
                running.ended(bytes, size);
            } catch (DataFormatException cutOff) {
                return Verdict.NOT_DEFLATE;
            }
        }
        return text && !utf8.complete() ? Verdict.NOT_UTF8 : Verdict.FINE;
    }

    /** The whole message; the array is the caller's. */
    byte[] take() {
        byte[] whole = bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
        bytes = new byte[0];
        size = 0;
        return whole;
    }

    /** Lets go of what there is of it; nothing is added afterwards. */
    void discard() {
        bytes = new byte[0];
        size = 0;
    }

    /** Bytes of memory that the message takes, used or not. */
    int held() {
        return bytes.length;
    }

    int size() {
        return size;
    }

    private void grow(int to) {
        bytes = Arrays.copyOf(bytes, to);
    }

    static void unmask(byte[] bytes, int at, int run, byte[] key, long got) {
        if (key.length > 0) {
            for (int i = 0; i < run; i++) {
                bytes[at + i] ^= key[(int) (got + i) & 3];
            }
        }
    }
}
