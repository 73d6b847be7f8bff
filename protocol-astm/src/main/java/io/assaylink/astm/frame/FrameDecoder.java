// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import static io.assaylink.astm.frame.Control.ACK;
import static io.assaylink.astm.frame.Control.CR;
import static io.assaylink.astm.frame.Control.ENQ;
import static io.assaylink.astm.frame.Control.EOT;
import static io.assaylink.astm.frame.Control.ETB;
import static io.assaylink.astm.frame.Control.ETX;
import static io.assaylink.astm.frame.Control.LF;
import static io.assaylink.astm.frame.Control.NAK;
import static io.assaylink.astm.frame.Control.STX;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns the bytes of one connection into signals and frames, however the network cut them: E1381 6.3.
 *
 * <pre>
 *   IDLE ─STX─▶ NUMBER ─▶ TEXT ─ETB|ETX─▶ CHECKSUM_HIGH ─▶ CHECKSUM_LOW ─▶ CR ─▶ LF ─▶ IDLE
 *                 │         │                  │                │          │      │
 *                 └ fault ──┴─▶ BAD_TEXT ──▶ BAD_END ◀── fault ─┴──────────┴──────┘
 *                               too long: SKIP        BAD_END, SKIP ─LF─▶ IDLE, dropped (ended)
 *   any state but IDLE: STX, ENQ, EOT break the frame off (not ended) and are then taken as in IDLE
 * </pre>
 *
 * <p>Each byte is looked at once. One decoder per connection; not thread-safe. It allocates nothing per frame.
 */
public final class FrameDecoder {

    /** Longest run of noise that is reported at once. */
    public static final int NOISE_RUN = 4096;

    private static final int NONE = -1;
    /** Shorter reads are taken byte by byte. */
    private static final int SHORT_READ = 16;

    private enum State {
        IDLE,
        NUMBER,
        TEXT,
        CHECKSUM_HIGH,
        CHECKSUM_LOW,
        CR,
        LF,
        BAD_TEXT,
        BAD_END,
        SKIP
    }

    private final Set<Tolerance> tolerances;
    private final ChecksumRule rule;
    private final int textLimit;
    private final FrameText text;
    private final boolean numberAbsent;
    private final NoiseRun noise = new NoiseRun();

    private State state = State.IDLE;
    private int number;
    private boolean last;
    private int claimed;
    private long offset;
    /** Of the STX of the frame in progress. */
    private long frameStart;

    private boolean unitDone;

    /** A decoder by the letter of LIS01-A2. */
    public FrameDecoder() {
        this(Set.of(), FrameEncoder.LARGE_LIMIT);
    }

    /** A decoder that accepts these departures and at most {@code textLimit} bytes of text in a frame. */
    public FrameDecoder(Set<Tolerance> tolerances, int textLimit) {
        EnumSet<Tolerance> copy = EnumSet.noneOf(Tolerance.class);
        copy.addAll(tolerances);
        this.tolerances = copy;
        this.rule = new ChecksumRule(copy);
        this.textLimit = textLimit;
        this.text = new FrameText(textLimit);
        this.numberAbsent = copy.contains(Tolerance.FRAME_NUMBER_ABSENT);
    }

    /** Consumes all of {@code in}. */
    public void decode(ByteBuffer in, FrameSink out) {
        while (in.hasRemaining()) {
            next(in, out);
        }
    }

    /** As {@link #decode(ByteBuffer, FrameSink)}, with an object per event. */
    public void decode(ByteBuffer in, Consumer<? super WireEvent> out) {
        decode(in, WireEvent.sink(out));
    }

    /**
     * Consumes bytes up to the end of one signal, frame, dropped frame or byte of noise, or all there are: for a link
     * whose turn may change with each.
     */
    public void next(ByteBuffer in, FrameSink out) {
        unitDone = false;
        if (in.remaining() < SHORT_READ) {
            trickle(in, out);
            return;
        }
        if (state == State.IDLE) {
            open(in, out);
        }
        while (!unitDone && in.hasRemaining()) {
            if (state != State.TEXT || !takeText(in, out)) {
                take(in.get(), out);
            }
        }
    }

    private void trickle(ByteBuffer in, FrameSink out) {
        while (!unitDone && in.hasRemaining()) {
            int run = state == State.TEXT ? text.trickle(in) : 0;
            offset += run;
            if (run == 0) {
                take(in.get(), out);
            }
        }
    }

    private void take(byte b, FrameSink out) {
        state = state != State.IDLE && (b == STX || b == ENQ || b == EOT) ? cut(b, out) : step(b, out);
        offset++;
    }

    private State step(byte b, FrameSink out) {
        return switch (state) {
            case IDLE -> idle(b, out);
            case NUMBER -> number(b, out);
            case TEXT -> textByte(b, out);
            case CHECKSUM_HIGH -> checksumHigh(b, out);
            case CHECKSUM_LOW -> checksumLow(b, out);
            case CR -> carriageReturn(b, out);
            case LF -> lineFeed(b, out);
            case BAD_TEXT -> badText(b);
            case BAD_END, SKIP -> b == LF ? drop(1, true, out) : state;
        };
    }

    /** No frame is in progress. */
    public boolean idle() {
        return state == State.IDLE;
    }

    /** Bytes consumed so far: the absolute offset of the next one. */
    public long offset() {
        return offset;
    }

    /** Whether silence now may be the end of the frame: its checksum has come and its line end may never. */
    public boolean endMayBeMissing() {
        return switch (state) {
            case CHECKSUM_LOW ->
                tolerances.contains(Tolerance.CHECKSUM_UNPADDED) && tolerances.contains(Tolerance.FRAME_END_ABSENT);
            case CR, BAD_END -> tolerances.contains(Tolerance.FRAME_END_ABSENT);
            case LF -> tolerances.contains(Tolerance.FRAME_END_WITHOUT_LF);
            default -> false;
        };
    }

    /** The line went quiet: ends the frame if {@link #endMayBeMissing()}. */
    public void quiet(FrameSink out) {
        if (endMayBeMissing()) {
            state = state == State.BAD_END ? drop(0, true, out) : endWithoutLine(out);
        }
    }

    /** The bytes end here, or other hands take over: the frame in progress is dropped, noise reported. */
    public void abandon(FrameSink out) {
        noise.end(out);
        if (state == State.CR || state == State.LF) {
            fault(FrameFault.TRAILER_MISSING, state == State.CR ? CR : LF, NONE, State.BAD_END, out);
        }
        if (state != State.IDLE) {
            state = drop(0, false, out);
        }
    }

    /** The next {@code count} bytes were consumed by other hands; no frame may be in progress. */
    public void skip(int count, FrameSink out) {
        noise.end(out);
        offset += count;
    }

    private State idle(byte b, FrameSink out) {
        unitDone = true;
        switch (b) {
            case STX -> {
                unitDone = false;
                return begin(out);
            }
            case ENQ, ACK, NAK, EOT -> {
                noise.end(out);
                out.signal(b, offset);
            }
            default -> noise.add(offset, out);
        }
        return State.IDLE;
    }

    private State begin(FrameSink out) {
        noise.end(out);
        frameStart = offset;
        text.clear();
        return State.NUMBER;
    }

    private State number(byte b, FrameSink out) {
        if (numberAbsent) {
            out.tolerated(Tolerance.FRAME_NUMBER_ABSENT, offset);
            number = NONE;
            return textByte(b, out);
        }
        number = b - '0';
        text.addToSum(b);
        if (number >= 0 && number <= 7) {
            return State.TEXT;
        }
        return fault(
                FrameFault.FRAME_NUMBER_INVALID, NONE, b, b == ETX || b == ETB ? State.BAD_END : State.BAD_TEXT, out);
    }

    /** STX and the number at once. */
    private void open(ByteBuffer in, FrameSink out) {
        int from = in.position();
        if (in.get(from) == STX && (in.get(from + 1) & 0xF8) == '0' && !numberAbsent) {
            begin(out);
            number = in.get(from + 1) - '0';
            text.addToSum(in.get(from + 1));
            in.position(from + 2);
            offset += 2;
            state = State.TEXT;
        }
    }

    /** A run of plain text, and the end of a frame by the letter if it follows; false when there was neither. */
    private boolean takeText(ByteBuffer in, FrameSink out) {
        int run = text.take(in);
        offset += run;
        if (in.hasArray() && in.remaining() >= Checksum.END_LENGTH) {
            int at = in.arrayOffset() + in.position();
            if (Checksum.endsFrame(in.array(), at, text.sum())) {
                last = in.array()[at] == ETX;
                in.position(in.position() + Checksum.END_LENGTH);
                offset += Checksum.END_LENGTH - 1; // of LF while it is told
                complete(1, out);
                offset++;
                return true;
            }
        }
        return run > 0;
    }

    /** The byte after a run of plain text: the end of the text, a restricted byte, or one too many. */
    private State textByte(byte b, FrameSink out) {
        if (b == ETX || b == ETB) {
            last = b == ETX;
            text.addToSum(b);
            return State.CHECKSUM_HIGH;
        } else if (Control.isRestricted(b)) {
            if (b != LF || !tolerances.contains(Tolerance.LF_IN_TEXT)) {
                return fault(FrameFault.RESTRICTED_CHAR, NONE, b, State.BAD_TEXT, out);
            }
            out.tolerated(Tolerance.LF_IN_TEXT, offset);
        }
        if (text.isFull()) {
            return fault(FrameFault.FRAME_TOO_LONG, textLimit, textLimit + 1, State.SKIP, out);
        }
        text.add(b);
        return State.TEXT;
    }

    private State badText(byte b) {
        State more = text.count() ? State.BAD_TEXT : State.SKIP;
        return b == ETX || b == ETB ? State.BAD_END : more;
    }

    private State checksumHigh(byte b, FrameSink out) {
        if ((b == CR || b == LF) && tolerances.contains(Tolerance.CHECKSUM_ABSENT)) {
            out.tolerated(Tolerance.CHECKSUM_ABSENT, offset);
            return carriageReturn(b, out);
        }
        claimed = rule.digit(b, offset, out);
        return claimed < 0 ? malformed(b, out) : State.CHECKSUM_LOW;
    }

    private State checksumLow(byte b, FrameSink out) {
        if ((b == CR || b == LF) && tolerances.contains(Tolerance.CHECKSUM_UNPADDED)) {
            out.tolerated(Tolerance.CHECKSUM_UNPADDED, offset);
            if (rule.matches(claimed, text.sum(), last, offset, out)) {
                return carriageReturn(b, out);
            }
            mismatch(out);
            return b == LF ? drop(1, true, out) : State.BAD_END;
        }
        int low = rule.digit(b, offset, out);
        if (low < 0) {
            return malformed(b, out);
        }
        claimed = (claimed << 4) | low;
        return rule.matches(claimed, text.sum(), last, offset, out) ? State.CR : mismatch(out);
    }

    private State malformed(byte b, FrameSink out) {
        fault(FrameFault.CHECKSUM_MALFORMED, text.sum() & 0xFF, b, State.BAD_END, out);
        return b == LF ? drop(1, true, out) : State.BAD_END;
    }

    private State mismatch(FrameSink out) {
        return fault(FrameFault.CHECKSUM_MISMATCH, text.sum() & 0xFF, claimed, State.BAD_END, out);
    }

    private State carriageReturn(byte b, FrameSink out) {
        if (b == CR) {
            return State.LF;
        } else if (b == LF && tolerances.contains(Tolerance.FRAME_END_WITHOUT_CR)) {
            out.tolerated(Tolerance.FRAME_END_WITHOUT_CR, offset);
            return complete(1, out);
        } else if (tolerances.contains(Tolerance.FRAME_END_ABSENT)) {
            endWithoutLine(out);
            return idle(b, out);
        }
        State bad = fault(FrameFault.TRAILER_MALFORMED, CR, b, State.BAD_END, out);
        return b == LF ? drop(1, true, out) : bad;
    }

    private State lineFeed(byte b, FrameSink out) {
        if (b == LF) {
            return complete(1, out);
        } else if (tolerances.contains(Tolerance.FRAME_END_WITHOUT_LF)) {
            endWithoutLine(out);
            return idle(b, out);
        }
        return fault(FrameFault.TRAILER_MALFORMED, LF, b, State.BAD_END, out);
    }

    /** STX, ENQ or EOT inside a frame: it resynchronises, whatever the frame was. */
    private State cut(byte b, FrameSink out) {
        if (endMayBeMissing() && state != State.BAD_END) {
            endWithoutLine(out);
        } else if (state == State.CR || state == State.LF) {
            fault(FrameFault.TRAILER_MISSING, state == State.CR ? CR : LF, b, State.BAD_END, out);
            drop(0, false, out);
        } else {
            if (state != State.BAD_TEXT && state != State.BAD_END && state != State.SKIP) {
                fault(FrameFault.FRAME_ABORTED, NONE, b, State.BAD_END, out);
            }
            drop(0, false, out);
        }
        State next = idle(b, out);
        unitDone = true;
        return next;
    }

    /** The frame ended before the byte at {@code offset}, without its line end. */
    private State endWithoutLine(FrameSink out) {
        if (state == State.CHECKSUM_LOW) {
            out.tolerated(Tolerance.CHECKSUM_UNPADDED, offset);
            if (!rule.matches(claimed, text.sum(), last, offset, out)) {
                mismatch(out);
                return drop(0, true, out);
            }
        }
        out.tolerated(state == State.LF ? Tolerance.FRAME_END_WITHOUT_LF : Tolerance.FRAME_END_ABSENT, offset);
        return complete(0, out);
    }

    /** {@code more}: bytes of the frame at and behind {@code offset}. */
    private State complete(int more, FrameSink out) {
        unitDone = true;
        state = State.IDLE;
        out.frame(number, last, text.bytes(), text.length(), frameStart, offset + more - frameStart);
        return State.IDLE;
    }

    private State drop(int more, boolean ended, FrameSink out) {
        unitDone = true;
        state = State.IDLE;
        out.dropped(frameStart, offset + more - frameStart, ended);
        return State.IDLE;
    }

    private State fault(FrameFault code, int expected, int found, State next, FrameSink out) {
        out.fault(code, offset, expected, found);
        return next;
    }
}
