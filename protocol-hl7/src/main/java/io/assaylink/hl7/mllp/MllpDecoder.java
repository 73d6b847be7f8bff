// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static io.assaylink.hl7.mllp.MllpEncoder.ACK;
import static io.assaylink.hl7.mllp.MllpEncoder.CR;
import static io.assaylink.hl7.mllp.MllpEncoder.FS;
import static io.assaylink.hl7.mllp.MllpEncoder.NAK;
import static io.assaylink.hl7.mllp.MllpEncoder.VT;

import io.assaylink.hl7.mllp.MllpEvent.Commit;
import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Turns the bytes of one connection into {@link MllpEvent}s, however the network cut them. Each byte is looked at once.
 *
 * <pre>
 *   IDLE ─VT─▶ CONTENT ─FS─▶ END_SEEN ─CR─▶ IDLE
 *    │            ▲             └─ any other byte: VT, LF or silence end the frame, else FS was data
 *    └─ "MSH" without VT, if tolerated
 *   a deviation the profile does not tolerate, in any state: FAILED, reads nothing more
 * </pre>
 *
 * <p>Times are nanoseconds of a monotonic clock. One decoder per connection; not thread-safe.
 */
public final class MllpDecoder {

    private static final int SMALLEST = 512;
    private static final int KEPT = 16 << 10; // a larger buffer is given back when its frame ends
    private static final byte ESC = 0x1B; // ISO 2022 character sets need it
    private static final int EMPTY_IN_A_ROW = 10;

    private enum State {
        IDLE,
        CONTENT,
        END_SEEN,
        FAILED
    }

    private final MllpProfile profile;
    private State state = State.IDLE;
    private byte[] content = new byte[0];
    private int length;
    private long offset; // of the next byte to read
    private long contentStart;
    private long framing;
    private final Gap gap = new Gap();
    private boolean controlReported; // in this frame
    private boolean endReported; // in this frame
    private int emptyInARow;
    private long frameStarted; // time of VT; meaningful outside IDLE
    private long lastByte; // time of the last byte; as frameStarted

    /** A decoder at the start of a connection. */
    public MllpDecoder(MllpProfile profile) {
        this.profile = profile;
    }

    /** Consumes all of {@code in} and passes each event it completes to {@code out}. */
    public void decode(ByteBuffer in, long now, Consumer<MllpEvent> out) {
        if (in.hasRemaining()) {
            lastByte = now;
        }
        while (in.hasRemaining()) {
            if (state == State.CONTENT && takeText(in)) {
                continue;
            }
            byte b = in.get();
            state = switch (state) {
                case IDLE -> idle(b, now, out);
                case CONTENT -> inContent(b, out);
                case END_SEEN -> afterEnd(b, now, out);
                case FAILED -> skip(offset);
            };
            offset++;
        }
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE} between frames. */
    public long nextDeadline(long now) {
        return switch (state) {
            case IDLE, FAILED -> Long.MAX_VALUE;
            case CONTENT ->
                Math.min(
                        lastByte + profile.silence().toNanos(),
                        frameStarted + profile.total().toNanos());
            case END_SEEN -> lastByte + profile.grace().toNanos();
        };
    }

    /** Looks at the time: ends a frame that only lacks CR, gives up one that stopped. */
    public void tick(long now, Consumer<MllpEvent> out) {
        if (state == State.IDLE || state == State.FAILED || now - nextDeadline(now) < 0) {
            return;
        }
        state = state == State.END_SEEN ? endWithoutCr(out) : giveUp(MllpCode.MESSAGE_TIMEOUT, out);
    }

    /** The stream has ended: reports what is unfinished. Later bytes are skipped. */
    public void closed(long now, Consumer<MllpEvent> out) {
        if (state == State.CONTENT) {
            state = giveUp(MllpCode.INCOMPLETE_AT_CLOSE, out);
        } else if (state == State.END_SEEN) {
            state = endWithoutCr(out);
        }
        if (state == State.IDLE) {
            state = giveBackHeader(out);
        }
        gap.end(out);
        state = State.FAILED;
    }

    /** True from VT to CR: silence now is a stall, not an idle line. */
    public boolean midFrame() {
        return state == State.CONTENT || state == State.END_SEEN;
    }

    /** True after a deviation that was not tolerated, or after the end. */
    public boolean failed() {
        return state == State.FAILED;
    }

    /** Bytes read so far. */
    public long bytesRead() {
        return offset;
    }

    /** VT, FS and CR (or LF) bytes that framed something, and the single byte of a commit block. */
    public long framingBytes() {
        return framing;
    }

    /** Bytes read that no event accounts for yet. */
    public long pendingBytes() {
        return length + gap.length() + (state == State.END_SEEN ? 1 : 0);
    }

    private State idle(byte b, long now, Consumer<MllpEvent> out) {
        if (b == VT) {
            State next = giveBackHeader(out);
            if (next == State.FAILED) {
                return skip(offset);
            }
            gap.end(out);
            framing++;
            return start(offset + 1, now);
        }
        if (gap.isBlank() && HeaderStart.continues(content, length, b)) {
            contentStart = length == 0 ? offset : contentStart;
            store(b);
            return length < 3 ? State.IDLE : unframed(now, out);
        }
        if (giveBackHeader(out) == State.FAILED) {
            return skip(offset);
        }
        return outside(offset, b, out);
    }

    /** A header where no frame began. */
    private State unframed(long now, Consumer<MllpEvent> out) {
        if (!tolerates(contentStart, MllpCode.MISSING_START, out)) {
            return quarantine(MllpCode.MISSING_START, out);
        }
        gap.end(out);
        controlReported = false;
        endReported = false;
        frameStarted = now;
        return State.CONTENT;
    }

    /** What looked like a header was none: it belongs to the gap. */
    private State giveBackHeader(Consumer<MllpEvent> out) {
        int count = length;
        length = 0;
        State next = State.IDLE;
        for (int i = 0; i < count; i++) {
            next = next == State.IDLE ? outside(contentStart + i, content[i], out) : skip(contentStart + i);
        }
        return next;
    }

    /** One byte between frames. */
    private State outside(long at, byte b, Consumer<MllpEvent> out) {
        boolean first = gap.length() == 0;
        gap.add(at, b);
        if (at == 0 && (b == 0x16 || b == 0x05 || b == '<' || b == '{')) {
            return fail(at, MllpCode.FOREIGN_PROTOCOL, out);
        } else if (gap.garbage() > profile.gapLimit()) {
            return fail(at, MllpCode.UNFRAMED_LIMIT, out);
        }
        return !first || tolerates(at, MllpCode.UNFRAMED_DATA, out) ? State.IDLE : State.FAILED;
    }

    private State start(long contentOffset, long now) {
        contentStart = contentOffset;
        length = 0;
        controlReported = false;
        endReported = false;
        frameStarted = now;
        return State.CONTENT;
    }

    /** Takes the run of bytes that need no decision; false if there is none. */
    private boolean takeText(ByteBuffer in) {
        int from = in.position();
        int most = from + Math.min(in.remaining(), profile.messageLimit() - length);
        int stop = from;
        while (stop < most && isText(in.get(stop))) {
            stop++;
        }
        int run = stop - from;
        if (run == 0) {
            return false;
        }
        ensure(run);
        in.get(content, length, run);
        length += run;
        offset += run;
        return true;
    }

    private static boolean isText(byte b) {
        return b >= 0x20 || b < 0 || b == CR;
    }

    private State inContent(byte b, Consumer<MllpEvent> out) {
        if (b == FS) {
            return State.END_SEEN;
        } else if (b == VT) {
            return startAgain(out);
        } else if (!isText(b) && b != ESC && !controlReported && !isCommit(b)) {
            controlReported = true;
            if (!tolerates(offset, MllpCode.CONTROL_BYTE, out)) {
                skip(offset);
                return quarantine(MllpCode.CONTROL_BYTE, out);
            }
        }
        return append(offset, b, out);
    }

    /** Whether a Release 2 commit block may be coming: alone in its frame, the byte is no control byte in a text. */
    private boolean isCommit(byte b) {
        return length == 0 && (b == ACK || b == NAK);
    }

    /** VT inside a frame. */
    private State startAgain(Consumer<MllpEvent> out) {
        MllpCode code = length == 0 ? MllpCode.EMPTY_START : MllpCode.NESTED_START;
        boolean goOn = tolerates(offset, code, out);
        quarantine(code, out);
        if (!goOn) {
            return skip(offset);
        }
        framing++;
        return start(offset + 1, lastByte);
    }

    private State append(long at, byte b, Consumer<MllpEvent> out) {
        if (length == profile.messageLimit()) {
            skip(at);
            fail(at, MllpCode.MESSAGE_TOO_LONG, out);
            return quarantine(MllpCode.MESSAGE_TOO_LONG, out);
        }
        store(b);
        return State.CONTENT;
    }

    private State afterEnd(byte b, long now, Consumer<MllpEvent> out) {
        long end = offset - 1; // where FS stands
        MllpCode code;
        switch (b) {
            case CR -> {
                framing += 2;
                return complete(out);
            }
            case '\n' -> code = MllpCode.LF_AFTER_END;
            case VT -> code = MllpCode.TRAILER_MISSING;
            default -> code = MllpCode.END_IN_TEXT;
        }
        boolean reported = code == MllpCode.END_IN_TEXT && endReported;
        if (!reported && !tolerates(end, code, out)) {
            skip(end);
            skip(offset);
            return quarantine(code, out);
        }
        if (code == MllpCode.LF_AFTER_END) {
            framing += 2;
            return complete(out);
        } else if (code == MllpCode.TRAILER_MISSING) {
            framing++;
            return complete(out) == State.FAILED ? skip(offset) : idle(b, now, out);
        }
        endReported = true;
        return append(end, FS, out) == State.FAILED ? skip(offset) : inContent(b, out);
    }

    private State endWithoutCr(Consumer<MllpEvent> out) {
        if (!tolerates(offset - 1, MllpCode.TRAILER_MISSING, out)) {
            skip(offset - 1);
            return quarantine(MllpCode.TRAILER_MISSING, out);
        }
        framing++;
        return complete(out);
    }

    /** The content is whole: what is it? */
    private State complete(Consumer<MllpEvent> out) {
        if (length == 1 && (content[0] == ACK || content[0] == NAK)) {
            if (profile.release2()) {
                framing++;
                out.accept(new Commit(contentStart, content[0] == ACK));
                length = 0;
                return State.IDLE;
            }
            return reject(MllpCode.R2_BLOCK_IN_R1, out);
        } else if (length == 0) {
            emptyInARow++;
            return emptyInARow < EMPTY_IN_A_ROW
                    ? reject(MllpCode.EMPTY_MESSAGE, out)
                    : fail(contentStart, MllpCode.EMPTY_MESSAGE, out);
        } else if (!HeaderStart.stands(content, length)) {
            return reject(MllpCode.NOT_HL7, out);
        }
        emptyInARow = 0;
        Frame frame = new Frame(contentStart, Arrays.copyOf(content, length));
        release();
        out.accept(frame);
        return State.IDLE;
    }

    private State reject(MllpCode code, Consumer<MllpEvent> out) {
        boolean goOn = tolerates(contentStart, code, out);
        quarantine(code, out);
        return goOn ? State.IDLE : State.FAILED;
    }

    private State giveUp(MllpCode code, Consumer<MllpEvent> out) {
        fail(offset, code, out);
        return quarantine(code, out);
    }

    /** Hands out what the frame holds as bytes that must never be acknowledged. */
    private State quarantine(MllpCode code, Consumer<MllpEvent> out) {
        if (length > 0) {
            Quarantined lost = new Quarantined(contentStart, Arrays.copyOf(content, length), code);
            release();
            out.accept(lost);
        }
        return State.FAILED;
    }

    private boolean tolerates(long at, MllpCode code, Consumer<MllpEvent> out) {
        boolean goOn = profile.tolerated().contains(code);
        out.accept(new Deviation(at, code, !goOn));
        return goOn;
    }

    private static State fail(long at, MllpCode code, Consumer<MllpEvent> out) {
        out.accept(new Deviation(at, code, true));
        return State.FAILED;
    }

    /** Counts a byte that no frame holds. */
    private State skip(long at) {
        gap.add(at);
        return State.FAILED;
    }

    private void store(byte b) {
        ensure(1);
        content[length++] = b;
    }

    private void ensure(int more) {
        if (content.length - length < more) {
            long doubled = Math.max(SMALLEST, 2L * content.length);
            content = Arrays.copyOf(content, (int) Math.max(length + more, Math.min(doubled, Integer.MAX_VALUE - 64)));
        }
    }

    private void release() {
        length = 0;
        if (content.length > KEPT) {
            content = new byte[0];
        }
    }
}
