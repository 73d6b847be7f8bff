// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.time.Duration;

/** Why a connection ended, or never began. None of them holds payload. */
public sealed interface CloseReason {

    /**
     * The peer ended it in order.
     *
     * @param code WebSocket close code, 0 where the transport has none
     * @param text the peer's own words, printable ASCII, at most 123 characters
     * @param midMessage true where a message was cut off
     */
    record ByPeer(int code, String text, boolean midMessage) implements CloseReason {}

    /** We ended it. */
    record Local(int code, String text) implements CloseReason {}

    /** Reset, unreachable, refused, timed out below us. */
    record Lost(String cause, boolean midMessage) implements CloseReason {}

    /** Not one byte of any kind within the liveness bound. */
    record PeerSilent(Duration quiet) implements CloseReason {}

    /** Not one byte of a message within {@link ReceiveLimits#closeAfterQuiet()}, and none owed. */
    record Quiet(Duration quiet) implements CloseReason {}

    /** One message took longer than the total bound. */
    record Overdue(Duration total, long bytesSoFar) implements CloseReason {}

    /** One message came more slowly than the minimum rate. */
    record TooSlow(long bytesPerSecond, long bytesSoFar) implements CloseReason {}

    /**
     * One message was, or announced to be, larger than its limit; or the partial messages of all connections took more than
     * they may together, and this one held the most.
     *
     * @param bound which of the two
     * @param limit {@link ReceiveLimits#maxMessage()}, or what all may hold together: {@link ReceiveLimits#budget()}
     * @param found what the message has or announced, at the least; or what this connection held, in bytes of memory
     */
    record TooLarge(Bound bound, long limit, long found) implements CloseReason {
        public enum Bound {
            /** Of one message: it will be too large the next time too. */
            MESSAGE,
            /** Of all partial messages: it says nothing about this peer, and the same message may be sent again. */
            BUDGET
        }

        /** A message above its own limit. */
        public TooLarge(long limit, long found) {
            this(Bound.MESSAGE, limit, found);
        }
    }

    /** The peer did not take what we write. */
    record WriteStalled(Duration quiet) implements CloseReason {}

    /** The peer broke the transport's protocol at this byte of the stream. */
    record ProtocolViolation(String code, long offset) implements CloseReason {}

    /**
     * A {@link Machine} threw in one of its calls: a fault of our own program, not of the peer. The text of the exception is
     * left out, for it may hold payload.
     *
     * @param failure the class of what it threw
     * @param at the place in the source where it was thrown
     */
    record MachineFailed(String failure, String at) implements CloseReason {}

    /**
     * TLS did not come about, or was broken.
     *
     * @param detail for people: names of a certificate, an alert, our own file; printable ASCII, at most 200 characters
     * @param midMessage true where a message was cut off
     */
    record TlsFailed(TlsFault fault, String detail, boolean midMessage) implements CloseReason {}

    /**
     * The peer was reached and did not agree.
     *
     * @param status HTTP status, 0 where there is none
     * @param retryAfter what the peer asked for, zero where it did not
     * @param challenge of a 401 ({@code WWW-Authenticate}), printable ASCII, at most 1024 characters; empty where there is
     *     none
     */
    record HandshakeFailed(int status, String cause, Duration retryAfter, String challenge) implements CloseReason {

        /** Without a challenge. */
        public HandshakeFailed(int status, String cause, Duration retryAfter) {
            this(status, cause, retryAfter, "");
        }

        /** Without the challenge, which is the peer's text and good for one answer. */
        @Override
        public String toString() {
            return "HandshakeFailed[status=" + status + ", cause=" + cause + ", retryAfter=" + retryAfter + "]";
        }
    }
}
