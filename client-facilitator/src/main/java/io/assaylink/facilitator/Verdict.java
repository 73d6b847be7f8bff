// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.transport.CloseReason;
import java.time.Duration;

/**
 * What the end of a connection means for the next one.
 *
 * @param kind decides where the session goes
 * @param words for people, value-free
 * @param hint what the peer asked us to wait; zero where it did not
 */
record Verdict(Kind kind, String words, Duration hint) {

    enum Kind {
        TRANSIENT,
        THROTTLED,
        CREDENTIALS,
        REPLACED,
        CONFIGURATION
    }

    /**
     * @param up the session was ready: TLS had worked until then, so a record that is none or does not verify was damaged on
     *     the line; no setting is wrong, and nobody has to be waited for
     */
    static Verdict of(CloseReason reason, boolean up) {
        Verdict verdict = of(reason);
        boolean damaged = up && reason instanceof CloseReason.TlsFailed;
        return damaged ? new Verdict(Kind.TRANSIENT, verdict.words(), verdict.hint()) : verdict;
    }

    static Verdict of(CloseReason reason) {
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
            case 401, 403 -> Kind.CREDENTIALS;
            case 429, 503 -> Kind.THROTTLED;
            case 400, 404, 405, 410, 426, 501 -> Kind.CONFIGURATION;
            default -> Kind.TRANSIENT;
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
