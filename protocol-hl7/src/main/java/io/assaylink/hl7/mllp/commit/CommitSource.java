// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import io.assaylink.hl7.mllp.MllpEvent.Commit;
import io.assaylink.hl7.mllp.commit.CommitEvent.Cause;
import io.assaylink.hl7.mllp.commit.CommitEvent.CloseWanted;
import io.assaylink.hl7.mllp.commit.CommitEvent.Committed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Failed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Resent;
import io.assaylink.hl7.mllp.commit.CommitEvent.Unexpected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The sender of content blocks.
 *
 * <pre>
 *   READY ─send─▶ WAITING ─06─▶ READY, or SETTLING while commit blocks of repeats are still owed
 *                  │  ▲ └─ silence: sent again; after the last attempt: failed, SETTLING
 *                  15 └─ pause over: sent again
 *                  └─▶ PAUSING; after the last attempt: failed, READY or SETTLING
 *   SETTLING ─ all that was owed came ─▶ READY; after one more timeout: close wanted, CLOSED
 * </pre>
 *
 * <p>Commit blocks bear no name. A block that was sent twice may be answered twice, and the second answer must never be taken
 * for the next block's, which may not be stored: hence SETTLING, and a new connection where an answer stays out.
 */
final class CommitSource {

    private enum State {
        READY,
        WAITING,
        PAUSING,
        SETTLING,
        CLOSED
    }

    private final CommitOptions options;
    private final Consumer<ByteBuffer> write;
    private State state = State.READY;
    private ByteBuffer block = ByteBuffer.allocate(0); // ours; set in WAITING and PAUSING
    private int attempts; // of this block
    private int owed; // commit blocks that may still come
    private long deadline; // meaningful outside READY and CLOSED

    CommitSource(CommitOptions options, Consumer<ByteBuffer> write) {
        this.options = options;
        this.write = write;
    }

    boolean isReady() {
        return state == State.READY;
    }

    boolean isWaiting() {
        return state == State.WAITING || state == State.PAUSING;
    }

    void send(ByteBuffer encoded, long now) {
        if (state != State.READY) {
            throw new IllegalStateException("one block at a time: not ready");
        }
        block = encoded;
        attempts = 0;
        transmit(now);
    }

    void commit(Commit commit, long now, Consumer<CommitEvent> out) {
        boolean ours = owed > 0 && isWaiting();
        owed = Math.max(0, owed - 1);
        if (!ours) {
            state = state == State.SETTLING && owed == 0 ? State.READY : state;
            out.accept(new Unexpected(commit.offset(), commit.positive()));
        } else if (commit.positive()) {
            settle(now);
            out.accept(new Committed(attempts));
        } else if (owed > 0 || state == State.PAUSING) {
            return; // refuses an attempt that was repeated since: the answer to the last one counts
        } else if (attempts < options.attempts()) {
            state = State.PAUSING;
            deadline = now + options.pause().toNanos();
        } else {
            settle(now);
            out.accept(new Failed(Cause.REFUSED, attempts));
        }
    }

    long nextDeadline() {
        return state == State.READY || state == State.CLOSED ? Long.MAX_VALUE : deadline;
    }

    void tick(long now, Consumer<CommitEvent> out) {
        if (state == State.READY || state == State.CLOSED || now - deadline < 0) {
            return;
        }
        if (state == State.SETTLING) {
            state = State.CLOSED;
            out.accept(new CloseWanted());
            return;
        }
        Cause cause = state == State.PAUSING ? Cause.REFUSED : Cause.TIMED_OUT;
        if (attempts < options.attempts()) {
            transmit(now);
            out.accept(new Resent(attempts, cause));
        } else {
            settle(now);
            out.accept(new Failed(cause, attempts));
        }
    }

    void closed(Consumer<CommitEvent> out) {
        boolean unfinished = isWaiting();
        state = State.CLOSED;
        if (unfinished) {
            out.accept(new Failed(Cause.CLOSED, attempts));
        }
    }

    private void transmit(long now) {
        attempts++;
        owed++;
        state = State.WAITING;
        deadline = now + options.timeout().toNanos();
        write.accept(block.duplicate());
    }

    private void settle(long now) {
        state = owed == 0 ? State.READY : State.SETTLING;
        deadline = now + options.timeout().toNanos();
        block = ByteBuffer.allocate(0);
    }
}
