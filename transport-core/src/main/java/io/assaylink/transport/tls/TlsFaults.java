// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.tls.certificate.RefusedCertificate;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an exception of TLS means. Its own text is never handed on: it may hold bytes of the peer. */
final class TlsFaults {
    private static final String ALERT = "received fatal alert: ";
    private static final int LONGEST = 200;

    private TlsFaults() {}

    /** Empty where it is not of TLS: a reset, say. */
    static Optional<TlsFailed> of(@Nullable Throwable failure, boolean midMessage) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedCertificate refused) {
                return failed(refused.fault(), String.valueOf(refused.getMessage()), midMessage);
            }
            if (cause instanceof NotSslRecordException) {
                return failed(TlsFault.TLS_PEER_SPEAKS_PLAIN, "", midMessage);
            }
            if (cause instanceof SslHandshakeTimeoutException) {
                return failed(TlsFault.TLS_HANDSHAKE_TIMEOUT, "", midMessage);
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException tls) {
                return said(String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT), midMessage);
            }
        }
        return failure instanceof DecoderException ? failed(TlsFault.TLS_PROTOCOL, "", midMessage) : Optional.empty();
    }

    /** The same in the handshake, where the end of the channel is one of TLS too. */
    static TlsFailed ofHandshake(@Nullable Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return new TlsFailed(TlsFault.TLS_HANDSHAKE_ENDED, "", false);
        }
        return of(failure, false).orElse(new TlsFailed(TlsFault.TLS_HANDSHAKE_ENDED, "connection lost", false));
    }

    /** The JDK tells in words alone; those of 17 and 25 are held by TlsCertificateTest and TlsFaultTest. */
    private static Optional<TlsFailed> said(String text, boolean midMessage) {
        int alert = text.indexOf(ALERT); // newer ones begin with the alert's name in brackets
        if (alert >= 0) {
            return alert(text.substring(alert + ALERT.length()), midMessage);
        }
        if (text.contains("empty client certificate chain") || text.contains("null cert chain")) {
            return failed(TlsFault.TLS_CLIENT_CERTIFICATE_MISSING, "", midMessage);
        }
        if (text.contains("protocol version") || text.contains("requested protocol")) {
            return failed(TlsFault.TLS_VERSION, "", midMessage);
        }
        if (text.contains("cipher suites in common") || text.contains("no negotiable cipher suite")) {
            return failed(TlsFault.TLS_NO_COMMON_CIPHER, "", midMessage);
        }
        if (text.startsWith("connection closed while")) {
            return failed(TlsFault.TLS_HANDSHAKE_ENDED, "", midMessage);
        }
        return failed(TlsFault.TLS_PROTOCOL, "", midMessage);
    }

    /** RFC 8446 6.2: what the peer says about us; {@link TlsWire#understood} knows whether we have shown anything. */
    private static Optional<TlsFailed> alert(String name, boolean midMessage) {
        TlsFault fault = switch (name) {
            case "certificate_required",
                    "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied" -> TlsFault.TLS_CERTIFICATE_REFUSED;
            case "protocol_version" -> TlsFault.TLS_VERSION;
            case "handshake_failure", "insufficient_security" -> TlsFault.TLS_NO_COMMON_CIPHER;
            default -> TlsFault.TLS_PROTOCOL;
        };
        return failed(fault, "alert " + name, midMessage);
    }

    private static Optional<TlsFailed> failed(TlsFault fault, String detail, boolean midMessage) {
        String clean = detail.replaceAll("[^ -~]", "?");
        return Optional.of(new TlsFailed(fault, clean.substring(0, Math.min(LONGEST, clean.length())), midMessage));
    }
}
