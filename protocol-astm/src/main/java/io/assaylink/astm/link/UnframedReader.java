// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.Control;
import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.record.AstmMessage;
import java.nio.ByteBuffer;

/** Records H to L without frames: {@link Tolerance#UNFRAMED_RECORDS}. Nothing is ever answered. */
final class UnframedReader {

    private enum State {
        OFF,
        /** H came; the next byte tells whether it is a header. */
        H_SEEN,
        RECORDS
    }

    private static final byte[] H = {'H'};

    private final Turn turn;
    private final LinkProfile profile;
    private final Holds holds;
    private final Assembler assembler = new Assembler();
    private byte[] run = new byte[256];
    private State state = State.OFF;
    private long start;

    UnframedReader(Turn turn, LinkProfile profile, Holds holds) {
        this.turn = turn;
        this.profile = profile;
        this.holds = holds;
    }

    boolean active() {
        return state != State.OFF;
    }

    int held() {
        return assembler.held();
    }

    /** Takes bytes up to the end of a message, a control character, or all there are. */
    void take(ByteBuffer in, long offset) {
        if (state == State.OFF) {
            in.get();
            start = offset;
            state = State.H_SEEN;
        } else if (state == State.H_SEEN) {
            headerOrNoise(in);
        } else {
            records(in, offset);
        }
    }

    private void headerOrNoise(ByteBuffer in) {
        if (!Assembler.delimits(in.get(in.position()))) {
            state = State.OFF;
            turn.emit(new LinkEvent.Noise(start, 1));
            return;
        }
        assembler.stage(H, 0, 1);
        state = State.RECORDS;
        turn.emit(new LinkEvent.Tolerated(Tolerance.UNFRAMED_RECORDS, start));
    }

    private void records(ByteBuffer in, long offset) {
        int from = in.position();
        int room = profile.messageLimit() - assembler.size();
        int end = (int) Math.min((long) from + room, in.limit()); // the limit holds wherever the network cuts
        int to = from;
        boolean lineEnd = false;
        while (to < end && !lineEnd && !breaks(in.get(to))) {
            lineEnd = in.get(to) == '\r' || in.get(to) == '\n';
            to++;
        }
        int length = to - from;
        if (length == 0) {
            noMore(in, offset);
            return;
        }
        if (run.length < length) {
            run = new byte[length];
        }
        in.get(run, 0, length);
        boolean complete = assembler.stage(run, 0, length) == Assembler.Outcome.COMPLETE;
        if (assembler.headerAt() > 0) {
            Incomplete before = new Incomplete(assembler.takeBeforeHeader(), Cause.HEADER_AGAIN, start);
            assembler.commit();
            start += before.bytes().length;
            turn.emit(before);
        }
        if (complete) {
            byte[] bytes = assembler.toBytes();
            off();
            turn.emit(new LinkEvent.Delivered(AstmMessage.of(bytes, profile.charset()), holds.next(), start));
        }
    }

    private void noMore(ByteBuffer in, long offset) {
        if (breaks(in.get(in.position()))) {
            end(Cause.UNFRAMED_BROKEN);
            return;
        }
        in.get();
        int limit = profile.messageLimit();
        turn.emit(new LinkEvent.FrameRefused(FrameFault.MESSAGE_TOO_LONG, offset, limit, limit + 1));
        turn.emit(new LinkEvent.FrameDropped(offset, 1));
        end(Cause.MESSAGE_TOO_LONG);
    }

    private static boolean breaks(byte b) {
        return b != '\n' && Control.isRestricted(b);
    }

    /** The records end here without L. */
    void end(Cause cause) {
        if (state == State.H_SEEN) {
            turn.emit(new LinkEvent.Noise(start, 1));
        } else if (state == State.RECORDS) {
            turn.emit(new Incomplete(assembler.toBytes(), cause, start));
        }
        off();
    }

    private void off() {
        state = State.OFF;
        assembler.clear();
    }
}
