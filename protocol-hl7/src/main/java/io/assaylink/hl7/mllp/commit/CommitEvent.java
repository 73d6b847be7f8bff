// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import io.assaylink.hl7.mllp.MllpEvent;

/** What happened on a Release 2 link. */
public sealed interface CommitEvent {

    /**
     * A content block for us. Store it, then call {@link CommitDialogue#stored} or {@link CommitDialogue#notStored}.
     *
     * @param block a number for that call
     * @param frame the content
     * @param possibleDuplicate whether its sender and MSH-10 were seen before; it was not suppressed, because the bytes
     *     differ or a commit block was written since
     */
    record Received(long block, MllpEvent.Frame frame, boolean possibleDuplicate) implements CommitEvent {}

    /**
     * The source sent a block again, byte for byte, because our commit block did not reach it: answered again, or with the
     * first one when that is settled.
     *
     * @param offset of the content
     */
    record Repeated(long offset) implements CommitEvent {}

    /**
     * The peer has stored our block.
     *
     * @param attempts how often it was sent
     */
    record Committed(int attempts) implements CommitEvent {}

    /**
     * Our block is sent once more.
     *
     * @param attempt 2 for the first repeat
     * @param cause why
     */
    record Resent(int attempt, Cause cause) implements CommitEvent {}

    /**
     * Our block was not committed. After a timeout or a close the peer may have it all the same.
     *
     * @param cause of the last attempt
     * @param attempts how often it was sent
     */
    record Failed(Cause cause, int attempts) implements CommitEvent {}

    /**
     * A commit block that no block of ours waits for: late, or a second one. It is never taken for the next block.
     *
     * @param offset of its content
     * @param positive whether it says stored
     */
    record Unexpected(long offset, boolean positive) implements CommitEvent {}

    /**
     * Close the connection and go on over a new one: the peer owes commit blocks for repeats, and should one come now it could
     * not be told from that for the next block.
     */
    record CloseWanted() implements CommitEvent {}

    /** Why an attempt failed. The names are stable. */
    enum Cause {
        /** The peer answered that it cannot store the block. */
        REFUSED,
        /** No commit block came in time. */
        TIMED_OUT,
        /** The connection ended. */
        CLOSED
    }
}
