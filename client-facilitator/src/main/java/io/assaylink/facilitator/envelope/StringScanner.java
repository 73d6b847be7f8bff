// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of a JSON string and looks at all that is in it; plain text eight bytes at a time (EnvelopeBenchmark). */
final class StringScanner {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = EACH << 7;

    private final byte[] bytes;
    private final int limit;
    private boolean escaped;

    StringScanner(byte[] bytes, int limit) {
        this.bytes = bytes;
        this.limit = limit;
    }

    /** Offset of the quote that ends the string whose first character is at {@code from}. */
    int end(int from) throws EnvelopeException {
        escaped = false;
        int at = plain(from);
        return at < limit && bytes[at] == '"' ? at : endOfMore(at);
    }

    private int endOfMore(int from) throws EnvelopeException {
        int at = from;
        while (at < limit && bytes[at] != '"') {
            if (bytes[at] == '\\') {
                escaped = true;
                at = plain(escape(at + 1));
            } else if (bytes[at] < 0) {
                at = plain(beyondAscii(at));
            } else {
                throw fault(Code.ENVELOPE_JSON, at); // a control character
            }
        }
        if (at == limit) {
            throw fault(Code.ENVELOPE_JSON, at);
        }
        return at;
    }

    /** Whether the last string has an escape. */
    boolean escaped() {
        return escaped;
    }

    /** Bytes that are no UTF-8 are no JSON whatever else is wrong, and are told first. */
    EnvelopeException fault(Code code, int offset) {
        int broken = Utf8.firstBroken(bytes, limit);
        return broken < 0
                ? new EnvelopeException(code, offset, "")
                : new EnvelopeException(Code.ENVELOPE_UTF8, broken, "");
    }

    /** Index of the first byte from {@code from} that is no ASCII, a quote, a backslash or a control character. */
    private int plain(int from) {
        int i = from;
        for (; i <= limit - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            long found = stops(word);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < limit && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The high bit of the first byte that stops, and perhaps of bytes behind it: only from there a subtraction borrows. */
    private static long stops(long word) {
        long quote = (word ^ ('"' * EACH)) - EACH;
        long backslash = (word ^ ('\\' * EACH)) - EACH;
        return ((word - 0x20 * EACH) | quote | backslash | word) & HIGH;
    }

    /** From the byte after a backslash to the one after the escape. */
    private int escape(int at) throws EnvelopeException {
        if (at < limit && bytes[at] == 'u') {
            for (int i = at + 1; i <= at + 4; i++) {
                if (i == limit || Character.digit(bytes[i], 16) < 0) {
                    throw fault(Code.ENVELOPE_JSON, i);
                }
            }
            return at + 5;
        }
        if (at == limit || "\"\\/bfnrt".indexOf(bytes[at]) < 0) {
            throw fault(Code.ENVELOPE_JSON, at);
        }
        return at + 1;
    }

    private int beyondAscii(int from) throws EnvelopeException {
        int at = from;
        while (at < limit && bytes[at] < 0) {
            int length = Utf8.length(bytes, at, limit);
            if (length == 0) {
                throw fault(Code.ENVELOPE_UTF8, at);
            }
            at += length;
        }
        return at;
    }
}
