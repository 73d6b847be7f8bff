// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.transport.CloseReason;
import java.time.Duration;

/**
 * What the end of a connection means for the next one.
 *
 * @param kind decides where the session goes
 * @param words for people, value-free
 * @param hint what the peer asked us to wait; zero where it did not
 */
public record Verdict(Kind kind, String words, Duration hint) {

    /** What the next attempt hangs on. */
    public enum Kind {
        TRANSIENT,
        THROTTLED,
        CREDENTIALS,
        REPLACED,
        CONFIGURATION
    }

    /** A failure that time may cure. */
    public static Verdict passing(String words) {
        return new Verdict(Kind.TRANSIENT, words, Duration.ZERO);
    }

    /**
     * The same, of a connection on which a session was ready. TLS had worked until then, so a record that is none or does not
     * verify was damaged on the line: no setting is wrong, and nobody has to be waited for.
     */
    Verdict whileUp(CloseReason reason) {
        return reason instanceof CloseReason.TlsFailed ? new Verdict(Kind.TRANSIENT, words, hint) : this;
    }

    /** As the facilitator protocol, version 1, means it. */
    public static Verdict of(CloseReason reason) {
        if (reason instanceof CloseReason.HandshakeFailed refused) {
            String words = refused.status() == 0 ? "handshake failed" : "http " + refused.status();
            return new Verdict(ofStatus(refused.status()), words, refused.retryAfter());
        }
        if (reason instanceof CloseReason.TlsFailed tls) {
            String detail = tls.detail().isEmpty() ? "" : " (" + tls.detail() + ")";
            String words = tls.fault() + ": " + tls.fault().hint() + detail;
            return new Verdict(tls.fault().isPassing() ? Kind.TRANSIENT : Kind.CONFIGURATION, words, Duration.ZERO);
        }
        if (reason instanceof CloseReason.ByPeer peer) {
            return new Verdict(ofCode(peer.code()), "closed by hub " + peer.code(), Duration.ZERO);
        }
        if (reason instanceof CloseReason.Local local) {
            return new Verdict(Kind.TRANSIENT, "closed " + local.code(), Duration.ZERO);
        }
        if (reason instanceof CloseReason.Lost lost) {
            return new Verdict(Kind.TRANSIENT, lost.cause(), Duration.ZERO);
        }
        return new Verdict(Kind.TRANSIENT, reason.getClass().getSimpleName(), Duration.ZERO);
    }

    private static Kind ofStatus(int status) {
        return switch (status) {
            case 401, 403, 407 -> Kind.CREDENTIALS;
            case 429, 503 -> Kind.THROTTLED;
            case 0, 408 -> Kind.TRANSIENT;
            case 501 -> Kind.CONFIGURATION;
            default -> status < 500 ? Kind.CONFIGURATION : Kind.TRANSIENT; // a 101 or 3xx that is no agreement too
        };
    }

    private static Kind ofCode(int code) {
        return switch (code) {
            case 4401, 4403 -> Kind.CREDENTIALS;
            case 4409 -> Kind.REPLACED;
            case 4429, 1013 -> Kind.THROTTLED;
            case 4400, 4406 -> Kind.CONFIGURATION;
            default -> Kind.TRANSIENT;
        };
    }
}
