// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.nio.charset.StandardCharsets;

/**
 * One look at the bytes of a JSON object, from member to member: RFC 8259 and RFC 3629 to the letter, no name twice in its
 * object, depth and lengths bounded. A value that is passed over allocates nothing.
 *
 * <pre>
 *   begin ─▶ next ─true──▶ on a value: skip, or enter where it is an object or array ─▶ next
 *             └──false─▶ the object or array is over and left ─▶ next of the outer one, end after the outermost
 * </pre>
 *
 * <p>One scanner per look; not thread-safe. After an exception it is of no more use.
 */
final class JsonScanner {
    /** Levels, the outermost object included. */
    static final int MAX_DEPTH = 64;

    /** Digits of a number, those of the fraction and of the exponent included. */
    static final int MAX_DIGITS = 1000;

    /** Bytes of a name as it is written. */
    static final int MAX_NAME = 4096;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int limit;
    private final StringScanner strings;
    private final OpenNames names;

    private int at;
    private int depth;
    /** Bit n: what is open at level n is an object. */
    private long objects;
    /** Nothing has been read of the innermost object or array. */
    private boolean first;

    private int nameFrom;
    private int nameTo;
    private long nameKey;
    private boolean nameEscaped;

    /** Looks at the bytes from {@code from} to {@code to}; offsets are those of the array. */
    JsonScanner(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.limit = to;
        this.strings = new StringScanner(bytes, to);
        this.names = new OpenNames(bytes);
    }

    /** Enters the outermost object. */
    void begin() throws EnvelopeException {
        while (at < limit && isSpace(bytes[at])) {
            at++;
        }
        // RFC 8259, section 8.1: UTF-8 without a mark
        if (at == limit || bytes[at] != '{') {
            throw fault(Code.ENVELOPE_NOT_OBJECT, at);
        }
        enter();
    }

    /** Moves to the value of the next member or to the next element; false where there is none. */
    boolean next() throws EnvelopeException {
        int token = token(at);
        if (bytes[token] == close()) {
            at = leave(token);
            return false;
        }
        if (!first) {
            token = comma(token);
        }
        first = false;
        at = element(token);
        return true;
    }

    /** Enters the object or array that it stands on. */
    void enter() throws EnvelopeException {
        open(at);
        at++;
    }

    /** Passes over the value that it stands on, with all that is in it, to the byte after it. */
    void skip() throws EnvelopeException {
        int outer = depth;
        int i = at;
        while (true) {
            byte b = bytes[i];
            if (b == '{' || b == '[') {
                open(i);
                i = token(i + 1);
                if (bytes[i] != close()) {
                    i = element(i);
                    continue;
                }
            } else {
                i = scalar(b, i);
            }
            i = leaveAll(i, outer);
            if (depth == outer) {
                at = i;
                return;
            }
            i = element(comma(i));
        }
    }

    /** Only space may follow the outermost object. */
    void end() throws EnvelopeException {
        while (at < limit && isSpace(bytes[at])) {
            at++;
        }
        if (at < limit) {
            throw fault(Code.ENVELOPE_TRAILING, at);
        }
    }

    /** First byte of the value after {@link #next}, the byte after it after {@link #skip}. */
    int offset() {
        return at;
    }

    /** Name of the member. */
    String name() {
        return JsonString.decode(bytes, nameFrom, nameTo);
    }

    /** Name of the member, where it is one of ours. */
    Attribute attribute() {
        return nameEscaped ? Attribute.of(name()) : Attribute.of(nameKey, bytes, nameFrom, nameTo);
    }

    /** How often names were compared, to show that it is linear. */
    long comparisons() {
        return names.comparisons();
    }

    private boolean inObject() {
        return ((objects >>> (depth - 1)) & 1) != 0;
    }

    private byte close() {
        return inObject() ? (byte) '}' : (byte) ']';
    }

    private void open(int i) throws EnvelopeException {
        if (depth == MAX_DEPTH) {
            throw fault(Code.ENVELOPE_NESTING, i);
        }
        if (bytes[i] == '{') {
            objects |= 1L << depth;
            names.open(depth);
        } else {
            objects &= ~(1L << depth);
        }
        depth++;
        first = true;
    }

    private int leave(int i) {
        depth--;
        if (bytes[i] == '}') {
            names.close(depth);
        }
        first = false;
        return i + 1;
    }

    /** Leaves what is over after a value, down to level {@code outer}; else stands on what must be a comma. */
    private int leaveAll(int from, int outer) throws EnvelopeException {
        int i = from;
        while (depth > outer) {
            i = token(i);
            if (bytes[i] != close()) {
                return i;
            }
            i = leave(i);
        }
        return i;
    }

    private int comma(int i) throws EnvelopeException {
        if (bytes[i] != ',') {
            throw fault(Code.ENVELOPE_JSON, i);
        }
        return token(i + 1);
    }

    /** The value of an element begins at once, that of a member after its name. */
    private int element(int i) throws EnvelopeException {
        return inObject() ? member(i) : i;
    }

    /** From the quote of a name to the first byte of its value. */
    private int member(int quote) throws EnvelopeException {
        if (bytes[quote] != '"') {
            throw fault(Code.ENVELOPE_JSON, quote);
        }
        int from = quote + 1;
        int to = strings.end(from);
        nameFrom = from;
        nameTo = to;
        nameEscaped = strings.escaped();
        if (to - from > MAX_NAME) {
            throw fault(Code.ENVELOPE_CONSTRAINT, quote);
        }
        if (nameEscaped && !JsonString.isWellFormed(name())) {
            throw fault(Code.ENVELOPE_JSON, quote);
        }
        nameKey = OpenNames.key(bytes, from, to);
        if (!names.add(depth - 1, nameKey, from, to, nameEscaped)) {
            throw fault(Code.ENVELOPE_DUPLICATE_KEY, to + 1);
        }
        int colon = token(to + 1);
        if (bytes[colon] != ':') {
            throw fault(Code.ENVELOPE_JSON, colon);
        }
        return token(colon + 1);
    }

    private int scalar(byte b, int from) throws EnvelopeException {
        return switch (b) {
            case '"' -> strings.end(from + 1) + 1;
            case 't' -> literal(TRUE, from);
            case 'f' -> literal(FALSE, from);
            case 'n' -> literal(NULL, from);
            default -> number(from);
        };
    }

    private int literal(byte[] word, int from) throws EnvelopeException {
        for (int i = 0; i < word.length; i++) {
            if (from + i == limit || bytes[from + i] != word[i]) {
                throw fault(Code.ENVELOPE_JSON, from + i);
            }
        }
        return from + word.length;
    }

    /** RFC 8259, section 6. What follows a zero in front is not for it to judge: no comma, so no JSON. */
    private int number(int from) throws EnvelopeException {
        int i = is('-', from) ? from + 1 : from;
        int end = is('0', i) ? i + 1 : digits(i);
        int count = end - i;
        if (is('.', end)) {
            i = end + 1;
            end = digits(i);
            count += end - i;
        }
        if (is('e', end) || is('E', end)) {
            i = is('+', end + 1) || is('-', end + 1) ? end + 2 : end + 1;
            end = digits(i);
            count += end - i;
        }
        if (count > MAX_DIGITS) {
            throw fault(Code.ENVELOPE_CONSTRAINT, from);
        }
        return end;
    }

    private boolean is(char wanted, int i) {
        return i < limit && bytes[i] == wanted;
    }

    /** One digit at least; the byte after the last. */
    private int digits(int from) throws EnvelopeException {
        int i = from;
        while (i < limit && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        if (i == from) {
            throw fault(Code.ENVELOPE_JSON, i);
        }
        return i;
    }

    /** The first byte from {@code from} that is no space. */
    private int token(int from) throws EnvelopeException {
        int i = from;
        while (i < limit) {
            byte b = bytes[i];
            if (b > ' ' || !isSpace(b)) {
                return i;
            }
            i++;
        }
        throw fault(Code.ENVELOPE_JSON, limit);
    }

    private EnvelopeException fault(Code code, int offset) {
        return strings.fault(code, offset);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
