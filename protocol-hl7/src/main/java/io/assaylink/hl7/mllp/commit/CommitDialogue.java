// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpEncoder;
import io.assaylink.hl7.mllp.MllpEvent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The commit dialogue of one MLLP Release 2 connection, as source and as destination of content blocks at once.
 *
 * <p>Pass it every event of a decoder with {@link io.assaylink.hl7.mllp.MllpProfile#mllpR2()}. As destination it answers each
 * content block when it is settled, in order of arrival: positively only after {@link #stored}, negatively also a frame that
 * is empty, no HL7 or too long; a frame that was broken off gets no answer, so that its source sends it again. As source it
 * has one content block on its way at a time and sends it again after a negative commit block or silence. Where the peer does
 * not answer each of those attempts it asks for a new connection, for commit blocks bear no name. Our own commit blocks do not
 * wait for the peer's, so content may cross on one connection.
 *
 * <p>After every call pass {@link #drainTo} what there is to write, and ask {@link #nextDeadline}. Times are nanoseconds of a
 * monotonic clock. One dialogue per connection; not thread-safe.
 */
public final class CommitDialogue {

    private record Outgoing(ByteBuffer block, Runnable left) {}

    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private final CommitSource source;
    private final CommitDestination destination;
    private boolean closed;

    /**
     * A dialogue for a new connection.
     *
     * @param options attempts, times, limit
     * @param memory of this peer, kept across its connections
     */
    public CommitDialogue(CommitOptions options, CommitMemory memory) {
        this.source = new CommitSource(options, block -> write(block, () -> {}));
        this.destination = new CommitDestination(options, memory, this::write);
    }

    /** Whether {@link #send} is possible: no content block of ours is on its way, no commit block is owed, not closed. */
    public boolean isReady() {
        return source.isReady();
    }

    /**
     * Sends a content block. It ends exactly once, as {@link CommitEvent.Committed} or {@link CommitEvent.Failed}.
     *
     * @param content copied; its position does not move
     * @throws IllegalStateException if not ready
     * @throws IllegalArgumentException if the content holds VT or FS
     */
    public void send(ByteBuffer content, long now) {
        source.send(MllpEncoder.encode(content), now);
    }

    /** Takes an event of the decoder. */
    public void on(MllpEvent event, long now, Consumer<CommitEvent> out) {
        if (event instanceof MllpEvent.Frame frame) {
            destination.received(frame, out);
        } else if (event instanceof MllpEvent.Commit commit) {
            source.commit(commit, now, out);
        } else if (event instanceof MllpEvent.Quarantined lost
                && (lost.code() == MllpCode.NOT_HL7 || lost.code() == MllpCode.MESSAGE_TOO_LONG)) {
            destination.unusable();
        } else if (event instanceof MllpEvent.Deviation deviation && deviation.code() == MllpCode.EMPTY_MESSAGE) {
            destination.unusable();
        }
    }

    /** False while as many blocks are held as may be: stop reading. Blocks given anyway are kept, in order. */
    public boolean wantsBytes() {
        return !closed && destination.hasRoom();
    }

    /**
     * The block is in safe storage.
     *
     * @param block of {@link CommitEvent.Received}
     * @throws IllegalStateException if there is no such block or it is settled
     */
    public void stored(long block) {
        destination.settle(block, true);
    }

    /**
     * The block could not be stored: its source will send it again.
     *
     * @param block of {@link CommitEvent.Received}
     * @throws IllegalStateException if there is no such block or it is settled
     */
    public void notStored(long block) {
        destination.settle(block, false);
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    public long nextDeadline(long now) {
        return source.nextDeadline();
    }

    /** Looks at the time: commit blocks that did not come. */
    public void tick(long now, Consumer<CommitEvent> out) {
        source.tick(now, out);
    }

    /**
     * The connection is gone: our block fails. Received blocks may still be settled; the memory knows them when they come
     * again.
     */
    public void closed(Consumer<CommitEvent> out) {
        closed = true;
        outgoing.clear();
        source.closed(out);
    }

    /** Passes what is to be written, in order; each block counts as written then. */
    public void drainTo(Consumer<ByteBuffer> sink) {
        while (!outgoing.isEmpty()) {
            Outgoing next = outgoing.remove();
            sink.accept(next.block());
            next.left().run();
        }
    }

    private void write(ByteBuffer block, Runnable left) {
        if (!closed) {
            outgoing.add(new Outgoing(block, left));
        }
    }
}
