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

    /** One message took longer than the total bound. */
    record Overdue(Duration total, long bytesSoFar) implements CloseReason {}

    /** One message came more slowly than the minimum rate. */
    record TooSlow(long bytesPerSecond, long bytesSoFar) implements CloseReason {}

    /** One message was, or announced to be, larger than the limit. */
    record TooLarge(long limit, long found) implements CloseReason {}

    /** The peer did not take what we write. */
    record WriteStalled(Duration quiet) implements CloseReason {}

    /** The peer broke the transport's protocol at this byte of the stream. */
    record ProtocolViolation(String code, long offset) implements CloseReason {}

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
