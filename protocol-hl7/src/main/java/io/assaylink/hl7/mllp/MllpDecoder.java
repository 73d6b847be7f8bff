// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static io.assaylink.hl7.mllp.MllpEncoder.ACK;
import static io.assaylink.hl7.mllp.MllpEncoder.CR;
import static io.assaylink.hl7.mllp.MllpEncoder.FS;
import static io.assaylink.hl7.mllp.MllpEncoder.NAK;
import static io.assaylink.hl7.mllp.MllpEncoder.VT;

import io.assaylink.hl7.mllp.MllpEvent.Commit;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Turns the bytes of one connection into {@link MllpEvent}s, however the network cut them. Each byte is looked at once.
 *
 * <pre>
 *   IDLE ─VT─▶ CONTENT ─FS─▶ END_SEEN ─CR─▶ IDLE
 *    │           │  ▲           └─ any other byte: VT, LF or silence end the frame, else FS was data
 *    │           └─ VT ends the frame broken and begins the next; if VT may be data: START_SEEN until MSH, FHS, BHS or not
 *    └─ "MSH" without VT, if tolerated
 *   a deviation the profile does not tolerate, in any state: FAILED, reads nothing more
 * </pre>
 *
 * <p>Times are nanoseconds of a monotonic clock. One decoder per connection; not thread-safe. It holds no memory between
 * frames; within one, the content so far and at most 64 KiB more.
 */
public final class MllpDecoder {

    private static final int EMPTY_IN_A_ROW = 10;

    private enum State {
        IDLE,
        CONTENT,
        START_SEEN,
        END_SEEN,
        FAILED
    }

    private final MllpProfile profile;
    private final Warnings warnings;
    private final FrameClock clock;
    private final Gap gap;
    private final Content content = new Content(); // in IDLE: the first letters of what may be a header without VT
    private State state = State.IDLE;
    private long offset; // of the next byte to read
    private long contentStart;
    private int nestedAt; // where VT stands in the content; meaningful in START_SEEN
    private long framing;
    private int emptyInARow;
    private long now; // time of the call that goes on
    private long scanned; // bytes looked at in search of the end of a run

    /** A decoder at the start of a connection. */
    public MllpDecoder(MllpProfile profile) {
        this.profile = profile;
        this.warnings = new Warnings(profile);
        this.clock = new FrameClock(profile);
        this.gap = new Gap(profile.gapLimit());
    }

    /**
     * Consumes all of {@code in} and passes each event it completes to {@code out}, which must not call this decoder.
     *
     * @param time of a monotonic clock, nanoseconds
     */
    public void decode(ByteBuffer in, long time, Consumer<MllpEvent> out) {
        now = time;
        if (in.hasRemaining()) {
            clock.byteCame(time);
        }
        while (in.hasRemaining()) {
            if (state == State.CONTENT && takeText(in, out)) {
                continue;
            }
            byte b = in.get();
            state = switch (state) {
                case IDLE -> idle(b, out);
                case CONTENT -> inContent(b, out);
                case START_SEEN -> afterStart(b, out);
                case END_SEEN -> afterEnd(b, out);
                case FAILED -> skip(offset);
            };
            offset++;
        }
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE} between frames. */
    public long nextDeadline(long time) {
        return switch (state) {
            case IDLE, FAILED -> Long.MAX_VALUE;
            case CONTENT, START_SEEN -> clock.contentDue();
            case END_SEEN -> clock.trailerDue();
        };
    }

    /** Looks at the time: ends a frame that only lacks CR, gives up one that stopped. */
    public void tick(long time, Consumer<MllpEvent> out) {
        if (!midFrame() || time - nextDeadline(time) < 0) {
            return;
        }
        now = time;
        if (state == State.END_SEEN) {
            state = endWithoutCr(out);
        } else {
            gap.distrust();
            state = reject(offset, MllpCode.MESSAGE_TIMEOUT, out);
        }
    }

    /** The stream has ended: reports what is unfinished. Later bytes are skipped. */
    public void closed(long time, Consumer<MllpEvent> out) {
        now = time;
        if (state == State.CONTENT || state == State.START_SEEN) {
            state = reject(offset, MllpCode.INCOMPLETE_AT_CLOSE, out);
        } else if (state == State.END_SEEN) {
            state = endWithoutCr(out);
        }
        if (state == State.IDLE && giveBackHeader(out) == State.IDLE) {
            reportGap(out);
        }
        gap.end(out);
        state = State.FAILED;
    }

    /** True from VT to CR: silence now is a stall, not an idle line. */
    public boolean midFrame() {
        return state != State.IDLE && state != State.FAILED;
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
        return content.length() + gap.length() + (state == State.END_SEEN ? 1 : 0);
    }

    /** Bytes of memory that the frame in transit takes; 0 between frames. */
    public int heldBytes() {
        return content.held();
    }

    /** How often {@code code} was seen, also where the limit of warnings left its events out. */
    public long count(MllpCode code) {
        return warnings.count(code);
    }

    /** Bytes looked at in runs and bytes moved between arrays of ours: in proportion to the bytes read, whatever the reads. */
    long work() {
        return scanned + content.moved();
    }

    private State idle(byte b, Consumer<MllpEvent> out) {
        if (b == VT) {
            if (giveBackHeader(out) == State.FAILED || !reportGap(out)) {
                return skip(offset);
            }
            gap.end(out);
            framing++;
            return start(offset + 1);
        }
        int letters = content.length();
        if (gap.mayStart() && HeaderStart.continues(content, 0, b)) {
            if (!reportGap(out)) {
                return skip(offset);
            }
            contentStart = letters == 0 ? offset : contentStart;
            content.append(b);
            return letters < 2 ? State.IDLE : unframed(out);
        }
        return giveBackHeader(out) == State.FAILED ? skip(offset) : outside(offset, b, out);
    }

    /** A header where no frame began. */
    private State unframed(Consumer<MllpEvent> out) {
        if (!warnings.tolerates(contentStart, MllpCode.MISSING_START, now, out)) {
            return quarantine(MllpCode.MISSING_START, out);
        }
        gap.end(out);
        return start(contentStart);
    }

    /** What looked like a header was none: it belongs to the gap. */
    private State giveBackHeader(Consumer<MllpEvent> out) {
        byte[] letters = content.take(content.length());
        State next = State.IDLE;
        for (int i = 0; i < letters.length; i++) {
            next = next == State.IDLE ? outside(contentStart + i, letters[i], out) : skip(contentStart + i);
        }
        return next;
    }

    private State outside(long at, byte b, Consumer<MllpEvent> out) {
        return gap.add(at, b, (from, code) -> warnings.tolerates(from, code, now, out)) ? State.IDLE : State.FAILED;
    }

    private boolean reportGap(Consumer<MllpEvent> out) {
        return gap.length() == 0 || gap.report((at, code) -> warnings.tolerates(at, code, now, out));
    }

    private State start(long contentOffset) {
        contentStart = contentOffset;
        warnings.frameStarted();
        clock.started(now);
        return State.CONTENT;
    }

    /** Takes the run of bytes that need no decision; false if there is none. */
    private boolean takeText(ByteBuffer in, Consumer<MllpEvent> out) {
        int from = in.position();
        int most = from + Math.min(in.remaining(), profile.messageLimit() - content.length());
        int stop = Text.end(in, from, most);
        int run = stop - from;
        scanned += run + 1L;
        if (run == 0) {
            return false;
        }
        offset += run;
        if (content.length() > 0 || stop + 1 >= in.limit() || in.get(stop) != FS) {
            content.append(in, run);
            return true;
        }
        content.whole(in, run);
        if (in.get(stop + 1) == CR) { // the usual frame, in one step instead of three: MllpDecoderBenchmark, small
            in.position(stop + 2);
            offset++;
            state = endInOrder(out);
            offset++;
        }
        return true;
    }

    private State inContent(byte b, Consumer<MllpEvent> out) {
        if (b == FS) {
            return State.END_SEEN;
        } else if (b == VT) {
            return startAgain(out);
        } else if (Text.isControl(b) && !isCommit(b) && !toleratesInFrame(offset, MllpCode.CONTROL_BYTE, out)) {
            skip(offset);
            return quarantine(MllpCode.CONTROL_BYTE, out);
        }
        return append(offset, b, out);
    }

    /** Whether a Release 2 commit block may be coming: alone in its frame, the byte is no control byte in a text. */
    private boolean isCommit(byte b) {
        return content.length() == 0 && (b == ACK || b == NAK);
    }

    /** VT inside a frame. */
    private State startAgain(Consumer<MllpEvent> out) {
        int held = content.length();
        if (held > 0 && profile.tolerated().contains(MllpCode.START_IN_TEXT)) {
            nestedAt = held;
            return append(offset, VT, out) == State.FAILED ? State.FAILED : State.START_SEEN;
        }
        MllpCode code = held == 0 ? MllpCode.EMPTY_START : MllpCode.NESTED_START;
        boolean goOn = warnings.tolerates(offset, code, now, out);
        quarantine(code, out);
        if (!goOn) {
            return skip(offset);
        }
        framing++;
        return start(offset + 1);
    }

    /** Behind a VT that is data unless a header follows. */
    private State afterStart(byte b, Consumer<MllpEvent> out) {
        int letters = content.length() - nestedAt - 1;
        if (HeaderStart.continues(content, nestedAt + 1, b)) {
            if (append(offset, b, out) == State.FAILED) {
                return State.FAILED;
            }
            return letters < 2 ? State.START_SEEN : startWithHeader(out);
        }
        toleratesInFrame(contentStart + nestedAt, MllpCode.START_IN_TEXT, out);
        return inContent(b, out);
    }

    /** The VT began a frame after all: what stood before it is lost. */
    private State startWithHeader(Consumer<MllpEvent> out) {
        if (!warnings.tolerates(contentStart + nestedAt, MllpCode.NESTED_START, now, out)) {
            return quarantine(MllpCode.NESTED_START, out);
        }
        framing++;
        out.accept(new Quarantined(contentStart, content.takeUpTo(nestedAt), MllpCode.NESTED_START));
        return start(contentStart + nestedAt + 1);
    }

    private State append(long at, byte b, Consumer<MllpEvent> out) {
        if (content.length() == profile.messageLimit()) {
            skip(at);
            return reject(at, MllpCode.MESSAGE_TOO_LONG, out);
        }
        content.append(b);
        return State.CONTENT;
    }

    private State afterEnd(byte b, Consumer<MllpEvent> out) {
        long end = offset - 1; // where FS stands
        boolean ends = b == CR || b == '\n';
        MllpCode code = ends ? MllpCode.LF_AFTER_END : b == VT ? MllpCode.TRAILER_MISSING : MllpCode.END_IN_TEXT;
        boolean once = code == MllpCode.END_IN_TEXT;
        if (b != CR && !(once ? toleratesInFrame(end, code, out) : warnings.tolerates(end, code, now, out))) {
            skip(end);
            skip(offset);
            return quarantine(code, out);
        } else if (ends) {
            return endInOrder(out);
        } else if (b == VT) {
            framing++;
            return complete(out) == State.FAILED ? skip(offset) : idle(b, out);
        }
        return append(end, FS, out) == State.FAILED ? skip(offset) : inContent(b, out);
    }

    /** FS and CR (or LF, if tolerated) are there. */
    private State endInOrder(Consumer<MllpEvent> out) {
        framing += 2;
        gap.frameEnded(offset + 1);
        return complete(out);
    }

    private State endWithoutCr(Consumer<MllpEvent> out) {
        if (!warnings.tolerates(offset - 1, MllpCode.TRAILER_MISSING, now, out)) {
            skip(offset - 1);
            return quarantine(MllpCode.TRAILER_MISSING, out);
        }
        framing++;
        return complete(out);
    }

    /** The content is whole: what is it? */
    private State complete(Consumer<MllpEvent> out) {
        int held = content.length();
        if (held == 1 && (content.at(0) == ACK || content.at(0) == NAK)) {
            if (profile.release2()) {
                boolean positive = content.take(1)[0] == ACK;
                framing++;
                out.accept(new Commit(contentStart, positive));
                return State.IDLE;
            }
            return reject(contentStart, MllpCode.R2_BLOCK_IN_R1, out);
        } else if (held == 0) {
            emptyInARow++;
            if (emptyInARow < EMPTY_IN_A_ROW) {
                return reject(contentStart, MllpCode.EMPTY_MESSAGE, out);
            }
            warnings.fatal(contentStart, MllpCode.EMPTY_MESSAGE, out);
            return State.FAILED;
        } else if (!HeaderStart.stands(content)) {
            return reject(contentStart, MllpCode.NOT_HL7, out);
        }
        emptyInARow = 0;
        out.accept(new Frame(contentStart, content.take(held)));
        return State.IDLE;
    }

    /** The frame is none: hands out what it holds, and goes on if the profile tolerates why. */
    private State reject(long at, MllpCode code, Consumer<MllpEvent> out) {
        boolean goOn = warnings.tolerates(at, code, now, out);
        quarantine(code, out);
        return goOn ? State.IDLE : State.FAILED;
    }

    /** Hands out what the frame holds as bytes that must never be acknowledged. */
    private State quarantine(MllpCode code, Consumer<MllpEvent> out) {
        int held = content.length();
        if (held > 0) {
            out.accept(new Quarantined(contentStart, content.take(held), code));
        }
        return State.FAILED;
    }

    /** As {@link Warnings#tolerates}, and reported once in a frame. */
    private boolean toleratesInFrame(long at, MllpCode code, Consumer<MllpEvent> out) {
        return !warnings.firstInFrame(code) || warnings.tolerates(at, code, now, out);
    }

    /** Counts a byte that no frame holds. */
    private State skip(long at) {
        gap.add(at, 1);
        return State.FAILED;
    }
}
