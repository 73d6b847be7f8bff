// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.ConnectionClosedException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * Why there is no connection (any more), in the few classes that decide what to do about it.
 *
 * @param hint how long the peer asked to be left alone; zero where it did not
 * @param why for people; no payload and no credential
 */
public record Failure(Kind kind, Duration hint, String why) {

    /** What to do about it. */
    public enum Kind {
        /** May be over at any moment. */
        TRANSIENT,
        /** The peer asked for patience. */
        THROTTLED,
        /** Credentials were refused: somebody has to look. */
        AUTH_REFUSED,
        /** Will not be over before somebody changes a setting. */
        CONFIGURATION,
        /** It came about and did not last. */
        FLAPPING
    }

    public static Failure transientFailure(String why) {
        return new Failure(Kind.TRANSIENT, Duration.ZERO, why);
    }

    /** The class of a close reason. */
    public static Failure of(CloseReason reason) {
        if (reason instanceof CloseReason.HandshakeFailed refused) {
            return refused(refused);
        }
        if (reason instanceof CloseReason.TlsFailed tls) {
            String detail = tls.detail().isEmpty() ? "" : " (" + tls.detail() + ")";
            String why = tls.fault() + ": " + tls.fault().hint() + detail;
            return new Failure(tls.fault().isPassing() ? Kind.TRANSIENT : Kind.CONFIGURATION, Duration.ZERO, why);
        }
        return transientFailure(
                reason instanceof CloseReason.Lost lost
                        ? lost.cause()
                        : reason instanceof CloseReason.ByPeer ? "closed by the peer" : reason.toString());
    }

    private static Failure refused(CloseReason.HandshakeFailed refused) {
        Kind kind = switch (refused.status()) {
            case 401, 403, 407 -> Kind.AUTH_REFUSED;
            case 429 -> Kind.THROTTLED;
            case 0, 408 -> Kind.TRANSIENT;
            default -> refused.status() < 500 ? Kind.CONFIGURATION : Kind.TRANSIENT;
        };
        if (kind == Kind.TRANSIENT && !refused.retryAfter().isZero()) {
            kind = Kind.THROTTLED;
        }
        return new Failure(kind, refused.retryAfter(), refused.toString());
    }

    /** The class of an exception, of whatever type: an unexpected one is no reason to give up (X-9c). */
    public static Failure of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ConnectFailedException connect) {
            return of(connect.reason());
        }
        if (cause instanceof ConnectionClosedException closed) {
            return of(closed.reason());
        }
        return transientFailure(cause.getClass().getSimpleName());
    }

    /** The same, known not to have lasted. */
    Failure flapping() {
        return kind == Kind.TRANSIENT ? new Failure(Kind.FLAPPING, hint, why) : this;
    }
}
