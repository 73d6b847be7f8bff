// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.record.AstmMessage;

/** What a link learned. Offsets are absolute: bytes received since the connection began. None prints payload. */
public sealed interface LinkEvent {

    /** A whole message. Its acknowledgement waits for {@code accept} or {@code refuse} of the hold. */
    record Delivered(AstmMessage message, Hold hold, long offset) implements LinkEvent {}

    /** A message that will not be finished: bytes for quarantine, which the event owns. */
    record Incomplete(byte[] bytes, Cause cause, long offset) implements LinkEvent {
        /** Why the message ended. */
        public enum Cause {
            /** EOT before L. */
            SESSION_ENDED,
            /** ENQ in the middle. */
            SESSION_RESTARTED,
            /** A second H before L. */
            HEADER_AGAIN,
            /** Silence. */
            RECEIVER_TIMEOUT,
            /** The connection closed. */
            LINK_CLOSED,
            /** A control character among unframed records. */
            UNFRAMED_BROKEN,
            /** Longer than the limit: what came before the limit. */
            MESSAGE_TOO_LONG
        }

        /** Never the payload. */
        @Override
        public String toString() {
            return "Incomplete[" + bytes.length + " bytes, " + cause + ", offset=" + offset + "]";
        }
    }

    /** The peer has the line. */
    record SessionStarted(long offset) implements LinkEvent {}

    /** The line is neutral again. */
    record SessionEnded(long offset) implements LinkEvent {}

    /** ENQ answered with NAK because the link is busy. */
    record EnquiryRefused(long offset) implements LinkEvent {}

    /** A frame broke a rule; answered with NAK when its end came and a session is open. -1: nothing to name. */
    record FrameRefused(FrameFault code, long offset, int expected, int found) implements LinkEvent {}

    /** Bytes of a frame that was refused, broken off or not awaited: counted, not kept. */
    record FrameDropped(long offset, long size) implements LinkEvent {}

    /** The last frame again, byte for byte: acknowledged, not kept twice. */
    record Repeat(int number, long offset) implements LinkEvent {}

    /** A message again whose acceptance could not be told in time: not delivered a second time. */
    record MessageRepeated(Hold hold, long offset) implements LinkEvent {}

    /** The number of the last frame with other bytes. {@link FrameRefused} or {@link Tolerated} follows. */
    record NumberConflict(int number, long offset) implements LinkEvent {}

    /** A switch of the profile was needed. */
    record Tolerated(Tolerance used, long offset) implements LinkEvent {}

    /** Bytes that belong to nothing. */
    record Noise(long offset, long count) implements LinkEvent {}

    /** Nobody answered for the hold in time: NAK was sent; a late accept still counts. */
    record HoldExpired(Hold hold) implements LinkEvent {}

    /** The hold was refused in time: NAK was sent. */
    record MessageRefused(Hold hold, RefuseReason reason) implements LinkEvent {}

    /** The peer kept silent inside a session: the line is neutral, nothing was sent. */
    record ReceiverTimeout(LinkState state, long offset) implements LinkEvent {}

    /** The peer acknowledged every frame of the message. */
    record MessageSent(long id) implements LinkEvent {}

    /** The line was refused or taken by the peer; the link asks again by itself. */
    record SendDelayed(long id, SendCause cause) implements LinkEvent {}

    /** The message left the queue unsent, or it is unknown whether the peer kept it; send it again as a whole. */
    record SendFailed(long id, SendCause cause, long offset) implements LinkEvent {}

    /** Why a message was not sent. */
    enum SendCause {
        /** ENQ answered with NAK. */
        PEER_BUSY,
        /** Both asked for the line. */
        CONTENTION,
        /** No answer to ENQ or a frame in time. */
        NO_RESPONSE,
        /** One frame was refused as often as the limit says. */
        ABORTED_AFTER_RETRIES,
        /** A character that no frame may carry; the event's offset is that in the message. */
        RESTRICTED_CHAR,
        /** The connection closed. */
        LINK_CLOSED,
        /** It waited longer for the line than its sender wanted. */
        EXPIRED
    }
}
