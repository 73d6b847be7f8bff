// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.util.Arrays;
import java.util.OptionalLong;

/** One value where it stands: {@code to} is the byte after it. It has been looked at before, so its first byte tells its type. */
record JsonValue(byte[] bytes, int from, int to) {
    /** Characters of an attribute at most; CloudEvents asks receivers for 64 KiB in all. */
    static final int MAX_ATTRIBUTE = 1024;

    boolean isString() {
        return bytes[from] == '"';
    }

    boolean isObject() {
        return bytes[from] == '{';
    }

    boolean isArray() {
        return bytes[from] == '[';
    }

    boolean isBoolean() {
        return bytes[from] == 't' || bytes[from] == 'f';
    }

    boolean isNull() {
        return bytes[from] == 'n';
    }

    boolean isTrue() {
        return bytes[from] == 't';
    }

    /** The bytes as they came, in an array of their own. */
    byte[] json() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** The characters of a string. */
    String text() {
        return JsonString.decode(bytes, from + 1, to - 1);
    }

    /** A number without fraction and exponent; empty for every other value, and above 64 bits. */
    OptionalLong wholeNumber() {
        long value = 0;
        boolean negative = bytes[from] == '-';
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return OptionalLong.empty();
            }
            value = value * 10 - digit;
        }
        return negative || value != Long.MIN_VALUE ? OptionalLong.of(negative ? value : -value) : OptionalLong.empty();
    }

    /** Well-formed, without control characters (CloudEvents 1.0, section 3), not empty, and bounded. */
    static boolean isAttribute(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_ATTRIBUTE) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return JsonString.isWellFormed(text);
    }
}
