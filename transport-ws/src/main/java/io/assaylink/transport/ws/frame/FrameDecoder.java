// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of one direction into messages and control frames, however the network cut them.
 *
 * <pre>
 *   FLAGS ─▶ LENGTH ─▶ (EXTENDED) ─▶ (KEY) ─▶ PAYLOAD ─▶ FLAGS
 *      a broken rule in any state: violation, then LOST
 * </pre>
 *
 * <p>One decoder per connection; not thread-safe.
 */
public final class FrameDecoder {
    /** Frames of one message; more is an attack (faults W2). */
    static final int MAX_FRAGMENTS = 1024;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;
    private static final int FIRST_BLOCK = 64 << 10;

    private enum State {
        FLAGS,
        LENGTH,
        EXTENDED,
        KEY,
        PAYLOAD,
        LOST
    }

    private final boolean expectMasked;
    private final long maxMessage;
    private final FrameSink sink;
    private final byte[] key = new byte[4];
    private final byte[] control = new byte[MAX_CONTROL];
    private State state = State.FLAGS;
    private long offset;

    // The frame.
    private boolean fin;
    private int opcode;
    private long length;
    private int missing;
    private long got;

    // The message, from its first frame's first byte to the last of its last frame.
    private byte[] message = new byte[0];
    private int size;
    private boolean inMessage;
    private boolean text;
    private int fragments;
    private long wireBytes;
    /** True when messages are of no use any more; control frames still are. */
    private boolean discarding;

    /**
     * @param expectMasked true on the server: RFC 6455 5.1
     * @param maxMessage bytes of payload, all fragments together, at most 2^31 - 9
     */
    public FrameDecoder(boolean expectMasked, long maxMessage, FrameSink sink) {
        this.expectMasked = expectMasked;
        this.maxMessage = Math.min(maxMessage, Integer.MAX_VALUE - 8);
        this.sink = sink;
    }

    /** Consumes all of {@code in}. */
    public void decode(ByteBuffer in) {
        while (in.hasRemaining() && state != State.LOST) {
            if (state == State.PAYLOAD) {
                payload(in);
            } else {
                header(in.get());
            }
        }
        in.position(in.limit());
    }

    /** Bytes of the message in transit, headers of its frames included; 0 where none is. Control frames do not count. */
    public long inTransit() {
        return wireBytes;
    }

    /** All of them where the message is one frame whose header is complete, otherwise -1. */
    public long declared() {
        return inMessage && fin && fragments == 1 && opcode < CLOSE && state == State.PAYLOAD
                ? wireBytes - got + length
                : -1;
    }

    /** Bytes of memory that the message in transit takes: its buffer, as large as it has grown. */
    public long held() {
        return message.length;
    }

    /** Lets go of the message in transit and of all that follow; control frames are still told. */
    public void discard() {
        discarding = true;
        message = new byte[0];
        size = 0;
    }

    private void header(byte b) {
        if (state != State.FLAGS && opcode < CLOSE) {
            wireBytes++;
        }
        state = switch (state) {
            case FLAGS -> flags(b);
            case LENGTH -> length(b);
            case EXTENDED -> extended(b);
            case KEY -> key(b);
            case PAYLOAD, LOST -> state;
        };
        offset++;
        if (state == State.PAYLOAD && length == 0) {
            ended();
        }
    }

    private State flags(byte b) {
        fin = (b & 0x80) != 0;
        opcode = b & 0x0F;
        got = 0;
        if ((b & 0x70) != 0) {
            return violation(CloseCode.PROTOCOL_ERROR, "WS_RESERVED_BITS");
        }
        switch (opcode) {
            case CONTINUATION -> {
                if (!inMessage) {
                    return violation(CloseCode.PROTOCOL_ERROR, "WS_UNEXPECTED_CONTINUATION");
                }
            }
            case TEXT, BINARY -> {
                if (inMessage) {
                    return violation(CloseCode.PROTOCOL_ERROR, "WS_EXPECTED_CONTINUATION");
                }
                inMessage = true;
                text = opcode == TEXT;
            }
            case CLOSE, PING, PONG -> {
                return fin ? State.LENGTH : violation(CloseCode.PROTOCOL_ERROR, "WS_FRAGMENTED_CONTROL");
            }
            default -> {
                return violation(CloseCode.PROTOCOL_ERROR, "WS_UNKNOWN_OPCODE");
            }
        }
        wireBytes++;
        return ++fragments > MAX_FRAGMENTS ? violation(CloseCode.POLICY, "WS_TOO_MANY_FRAGMENTS") : State.LENGTH;
    }

    private State length(byte b) {
        boolean masked = (b & 0x80) != 0;
        if (masked != expectMasked) {
            return violation(CloseCode.PROTOCOL_ERROR, masked ? "WS_MASKED" : "WS_UNMASKED");
        }
        int small = b & 0x7F;
        if (opcode >= CLOSE && small > MAX_CONTROL) {
            return violation(CloseCode.PROTOCOL_ERROR, "WS_CONTROL_TOO_LONG");
        }
        if (small <= MAX_CONTROL) {
            length = small;
            return lengthKnown();
        }
        length = 0;
        missing = small == 126 ? 2 : 8;
        return State.EXTENDED;
    }

    private State extended(byte b) {
        if (missing == 8 && b < 0) {
            return violation(CloseCode.PROTOCOL_ERROR, "WS_LENGTH");
        }
        length = length << 8 | (b & 0xFF);
        return --missing == 0 ? lengthKnown() : State.EXTENDED;
    }

    private State lengthKnown() {
        if (opcode < CLOSE && length > maxMessage - size) {
            sink.tooLarge(size + length < 0 ? Long.MAX_VALUE : size + length);
            return State.LOST;
        }
        missing = key.length;
        return expectMasked ? State.KEY : State.PAYLOAD;
    }

    private State key(byte b) {
        key[key.length - missing] = b;
        return --missing == 0 ? State.PAYLOAD : State.KEY;
    }

    private void payload(ByteBuffer in) {
        int run = (int) Math.min(in.remaining(), length - got);
        if (discarding && opcode < CLOSE) {
            skip(in, run);
            return;
        }
        byte[] into = control;
        int at = (int) got;
        if (opcode < CLOSE) {
            grow(size + run);
            into = message;
            at = size;
            size += run;
            wireBytes += run;
        }
        in.get(into, at, run);
        if (expectMasked) {
            for (int i = 0; i < run; i++) {
                into[at + i] ^= key[(int) (got + i) & 3];
            }
        }
        got += run;
        offset += run;
        if (got == length) {
            ended();
        }
    }

    private void skip(ByteBuffer in, int run) {
        in.position(in.position() + run);
        got += run;
        offset += run;
        if (got == length) {
            ended();
        }
    }

    /** By doubling, but never past what the header announced: an announcement alone takes no memory. */
    private void grow(int needed) {
        if (needed > message.length) {
            long announced = size + (length - got);
            long doubled = Math.max(FIRST_BLOCK, 2L * message.length);
            message = Arrays.copyOf(message, (int) Math.max(needed, Math.min(doubled, announced)));
        }
    }

    private void ended() {
        state = State.FLAGS;
        switch (opcode) {
            case PING -> sink.ping(Arrays.copyOf(control, (int) length));
            case PONG -> sink.pong(Arrays.copyOf(control, (int) length));
            case CLOSE -> closed();
            default -> {
                if (fin) {
                    messageEnded();
                }
            }
        }
    }

    private void messageEnded() {
        byte[] whole = message.length == size ? message : Arrays.copyOf(message, size);
        long bytes = wireBytes;
        message = new byte[0];
        size = 0;
        wireBytes = 0;
        fragments = 0;
        inMessage = false;
        if (discarding) {
            return;
        }
        int invalid = text ? Utf8.firstInvalid(whole) : -1;
        if (invalid >= 0) {
            state = violation(CloseCode.INVALID_PAYLOAD, "WS_INVALID_UTF8");
        } else {
            sink.message(text, whole, bytes);
        }
    }

    private void closed() {
        if (length == 1) {
            state = violation(CloseCode.PROTOCOL_ERROR, "WS_CLOSE_LENGTH");
            return;
        }
        int code = length == 0 ? CloseCode.NONE : (control[0] & 0xFF) << 8 | (control[1] & 0xFF);
        byte[] reason = length == 0 ? new byte[0] : Arrays.copyOfRange(control, 2, (int) length);
        if (length > 0 && !CloseCode.mayBeSent(code)) {
            state = violation(CloseCode.PROTOCOL_ERROR, "WS_CLOSE_CODE");
        } else if (Utf8.firstInvalid(reason) >= 0) {
            state = violation(CloseCode.INVALID_PAYLOAD, "WS_INVALID_UTF8");
        } else {
            state = State.LOST; // nothing may follow a close frame
            sink.close(code, new String(reason, StandardCharsets.UTF_8));
        }
    }

    private State violation(int closeCode, String code) {
        sink.violation(closeCode, code, offset);
        return State.LOST;
    }
}
