// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Inflater;

/**
 * Turns the bytes of one direction into messages and control frames, however the network cut them.
 *
 * <pre>
 *   FLAGS ─▶ LENGTH ─▶ (EXTENDED) ─▶ (KEY) ─▶ PAYLOAD ─▶ FLAGS
 *      a broken rule in any state, or a close frame: told, then LOST
 * </pre>
 *
 * <p>One decoder per connection; not thread-safe. It may hold memory that is not of the heap: {@link #close} it.
 */
public final class FrameDecoder {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int RSV2_RSV3 = 0x30;
    private static final int MAX_CONTROL = 125;
    private static final byte[] NO_KEY = {};

    private enum State {
        FLAGS,
        LENGTH,
        EXTENDED,
        KEY,
        PAYLOAD,
        LOST
    }

    private final boolean expectMasked;
    private final int maxFragments;
    private final Optional<Inflation> inflation;
    private final FrameSink sink;
    private final byte[] key;
    private final byte[] control = new byte[MAX_CONTROL];
    private State state = State.FLAGS;
    private long offset;
    private long ignored;

    // The frame.
    private boolean fin;
    private int opcode;
    private long length;
    private int missing;
    private long got;

    // The message, from its first frame's first byte to the last of its last frame.
    private final MessagePayload message;
    private boolean inMessage;
    private boolean text;
    private int fragments;
    private long wireBytes;
    /** True when messages are of no use any more; control frames still are. */
    private boolean discarding;

    private long discarded;

    /**
     * @param expectMasked true on the server: RFC 6455 5.1
     * @param maxMessage bytes of payload, all fragments together, inflated where they are compressed; at most 2^31 - 10
     * @param maxFragments frames of one message; more is an attack (faults W2)
     * @param deflate as agreed; empty: RSV1 breaks a rule
     */
    public FrameDecoder(
            boolean expectMasked, long maxMessage, int maxFragments, Optional<Deflate> deflate, FrameSink sink) {
        this(
                deflate.map(agreed -> new Inflation(agreed.peerForgets(), () -> new Inflater(true))),
                expectMasked,
                maxMessage,
                maxFragments,
                sink);
    }

    /** With an inflation of one's own, so that a test sees it closed. */
    FrameDecoder(
            Optional<Inflation> inflation, boolean expectMasked, long maxMessage, int maxFragments, FrameSink sink) {
        this.inflation = inflation;
        this.expectMasked = expectMasked;
        this.maxFragments = maxFragments;
        this.sink = sink;
        key = expectMasked ? new byte[4] : NO_KEY;
        message = new MessagePayload((int) Math.min(maxMessage, Integer.MAX_VALUE - 9), inflation);
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
        ignored += in.remaining();
        in.position(in.limit());
    }

    /** Frees what is not of the heap; nothing may be decoded afterwards. */
    public void close() {
        state = State.LOST;
        inflation.ifPresent(Inflation::close);
    }

    /** Of the next byte, from the first one behind the handshake. */
    public long offset() {
        return offset;
    }

    /** Bytes that came behind a close frame or a broken rule, and were not looked at. */
    public long ignored() {
        return ignored;
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
        return message.held();
    }

    /** Whole messages that came after {@link #discard}. */
    public long discarded() {
        return discarded;
    }

    /** Lets go of the message in transit and of all that follow; control frames are still told. */
    public void discard() {
        discarding = true;
        message.discard();
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
        fin = (b & FIN) != 0;
        opcode = b & 0x0F;
        got = 0;
        boolean deflated = (b & RSV1) != 0;
        // RFC 7692 6: on the first frame of a message alone
        boolean mayDeflate = inflation.isPresent() && (opcode == TEXT || opcode == BINARY);
        if ((b & RSV2_RSV3) != 0 || (deflated && !mayDeflate)) {
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
                message.begin(text, deflated);
            }
            case CLOSE, PING, PONG -> {
                return fin ? State.LENGTH : violation(CloseCode.PROTOCOL_ERROR, "WS_FRAGMENTED_CONTROL");
            }
            default -> {
                return violation(CloseCode.PROTOCOL_ERROR, "WS_UNKNOWN_OPCODE");
            }
        }
        wireBytes++;
        return ++fragments > maxFragments ? violation(CloseCode.POLICY, "WS_TOO_MANY_FRAGMENTS") : State.LENGTH;
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
        if (opcode < CLOSE) {
            long found = message.excess(length);
            if (found >= 0) {
                sink.tooLarge(found);
                return State.LOST;
            }
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
        if (opcode < CLOSE) {
            MessagePayload.Verdict verdict = message.add(in, run, key, got, length - got);
            if (verdict != MessagePayload.Verdict.FINE) {
                offset += message.taken();
                state = broken(verdict);
                return;
            }
            wireBytes += run;
        } else {
            in.get(control, (int) got, run);
            MessagePayload.unmask(control, (int) got, run, key, got);
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
        MessagePayload.Verdict verdict = discarding ? MessagePayload.Verdict.FINE : message.end();
        if (verdict != MessagePayload.Verdict.FINE) {
            state = broken(verdict);
            return;
        }
        long bytes = wireBytes;
        wireBytes = 0;
        fragments = 0;
        inMessage = false;
        if (discarding) {
            discarded++;
        } else {
            sink.message(text, message.take(), bytes);
        }
    }

    private State broken(MessagePayload.Verdict verdict) {
        return switch (verdict) {
            case NOT_UTF8 -> violation(CloseCode.INVALID_PAYLOAD, "WS_INVALID_UTF8");
            case NOT_DEFLATE -> violation(CloseCode.INVALID_PAYLOAD, "WS_CORRUPT_DEFLATE");
            case TOO_LARGE -> {
                sink.tooLarge(message.size());
                yield State.LOST;
            }
            case FINE -> state;
        };
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
