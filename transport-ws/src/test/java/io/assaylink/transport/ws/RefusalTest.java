// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.HandshakeFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.Failure.Kind;
import io.assaylink.transport.ws.upgrade.HandshakeKey;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W9: every answer that is no agreement, what it is called, and what a reconnector makes of it. */
@Timeout(60)
class RefusalTest {
    private static final String UPGRADE =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

    static CloseReason failure(int port, WebSocketOptions options) throws Exception {
        return failure(URI.create("ws://127.0.0.1:" + port + "/hub"), options);
    }

    static CloseReason failure(URI uri, WebSocketOptions options) throws Exception {
        try (WebSocketTransport transport = new WebSocketTransport(uri, ReceiveLimits.defaults(), options)) {
            Throwable failure = transport
                    .connect()
                    .toCompletableFuture()
                    .handle((connection, why) -> why)
                    .get(20, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(ConnectFailedException.class);
            return ((ConnectFailedException) failure).reason();
        }
    }

    private static CloseReason answered(String answer) throws Exception {
        try (ScriptedHttp server = ScriptedHttp.answering(answer)) {
            return failure(server.port(), WebSocketOptions.defaults());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, refused, CONFIGURATION",
        "300, refused, CONFIGURATION",
        "301, redirect not followed, CONFIGURATION",
        "302, redirect not followed, CONFIGURATION",
        "303, redirect not followed, CONFIGURATION",
        "304, refused, CONFIGURATION",
        "307, redirect not followed, CONFIGURATION",
        "308, redirect not followed, CONFIGURATION",
        "400, refused, CONFIGURATION",
        "401, refused, AUTH_REFUSED",
        "403, refused, AUTH_REFUSED",
        "404, refused, CONFIGURATION",
        "407, refused, AUTH_REFUSED",
        "408, refused, TRANSIENT",
        "426, refused, CONFIGURATION",
        "429, refused, THROTTLED",
        "500, refused, TRANSIENT",
        "502, refused, TRANSIENT",
        "503, refused, TRANSIENT",
        "504, refused, TRANSIENT"
    })
    @DisplayName("W9: a status is told, and decides what becomes of the next attempt")
    void statuses(int status, String cause, Kind kind) throws Exception {
        CloseReason reason =
                answered("HTTP/1.1 " + status + " No\r\nLocation: ws://127.0.0.1:1/x\r\nContent-Length: 4\r\n\r\nhtml");
        assertThat(reason).isEqualTo(new HandshakeFailed(status, cause, Duration.ZERO));
        assertThat(Failure.of(reason).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "wrong accept key, 'Sec-WebSocket-Accept: AAAA'",
        "wrong accept key, 'X: no key at all'",
        "extension not asked for, 'Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Extensions: permessage-deflate'",
        "subprotocol not agreed, 'Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: other'"
    })
    @DisplayName("W9: a 101 that does not keep RFC 6455 4.1 is a fault of configuration")
    void wrongAgreements(String cause, String headers) throws Exception {
        try (ScriptedHttp server = new ScriptedHttp((head, socket) -> ScriptedHttp.write(
                socket,
                UPGRADE
                        + headers.formatted(HandshakeKey.accept(ScriptedHttp.header(head, "sec-websocket-key")))
                        + "\r\n\r\n"))) {
            CloseReason reason = failure(server.port(), WebSocketOptions.defaults());
            assertThat(reason).isEqualTo(new HandshakeFailed(101, cause, Duration.ZERO));
            assertThat(Failure.of(reason).kind()).isEqualTo(Kind.CONFIGURATION);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Upgrade: h2c\r\nConnection: Upgrade", "Upgrade: websocket"})
    @DisplayName("W9: a 101 without upgrade to WebSocket")
    void noUpgrade(String headers) throws Exception {
        assertThat(answered("HTTP/1.1 101 Switching Protocols\r\n" + headers + "\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(101, "no upgrade", Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002P\r\n\r\n"})
    @DisplayName("W9: what is no HTTP at all may be over at any moment")
    void noHttp(String answer) throws Exception {
        CloseReason reason = answered(answer);
        assertThat(reason).isEqualTo(new HandshakeFailed(0, "no HTTP answer", Duration.ZERO));
        assertThat(Failure.of(reason).kind()).isEqualTo(Kind.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120",
        "0, 0",
        "3600, 3600",
        "3601, 3600",
        "99999999999999999999, 3600",
        "-5, 0",
        "soon, 0",
        "'', 0",
    })
    @DisplayName("W9: Retry-After in seconds is honoured, an hour at most")
    void retryAfterSeconds(String asked, long seconds) throws Exception {
        CloseReason reason = answered("HTTP/1.1 429 Slow\r\nRetry-After: " + asked + "\r\n\r\n");
        assertThat(reason).isEqualTo(new HandshakeFailed(429, "refused", Duration.ofSeconds(seconds)));
        assertThat(Failure.of(reason).hint()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 2044 08:51:37 GMT", "Sunday, 06-Nov-44 08:51:37 GMT", "Sun Nov  6 08:51:37 2044"})
    @DisplayName("W9: Retry-After as a date, in each of its three forms, is counted by the server's own clock")
    void retryAfterDate(String date) throws Exception {
        assertThat(answered("HTTP/1.1 503 Away\r\nDate: Sun, 06 Nov 2044 08:49:37 GMT\r\nRetry-After: " + date
                        + "\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(503, "refused", Duration.ofMinutes(2)));
        assertThat(answered("HTTP/1.1 503 Away\r\nRetry-After: " + date + "\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(503, "refused", Duration.ofHours(1)));
    }

    @Test
    @DisplayName("W9: a date that is over asks for nothing, and the cap is a setting")
    void retryAfterBounds() throws Exception {
        assertThat(answered("HTTP/1.1 503 Away\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(503, "refused", Duration.ZERO));
        WebSocketOptions patient = WebSocketOptions.defaults();
        patient = patient.withHandshake(patient.handshake().withMaxRetryAfter(Duration.ofDays(1)));
        try (ScriptedHttp server = ScriptedHttp.answering("HTTP/1.1 503 Away\r\nRetry-After: 7200\r\n\r\n")) {
            assertThat(failure(server.port(), patient))
                    .isEqualTo(new HandshakeFailed(503, "refused", Duration.ofHours(2)));
        }
    }

    @Test
    @DisplayName("W9: of a page of 1 GB the head is read, and then it is hung up")
    void endlessBody() throws Exception {
        String page = "<html>".repeat(2048);
        try (ScriptedHttp server = new ScriptedHttp((head, socket) -> {
            ScriptedHttp.write(socket, "HTTP/1.1 403 No\r\nContent-Length: 1073741824\r\n\r\n");
            for (long sent = 0; sent < 1L << 30; sent += page.length()) {
                ScriptedHttp.write(socket, page);
            }
        })) {
            assertThat(failure(server.port(), WebSocketOptions.defaults()))
                    .isEqualTo(new HandshakeFailed(403, "refused", Duration.ZERO));
            assertThat(server.clientHungUp()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Filler: %s\r\n", "X-%s", "HTTP"})
    @DisplayName("W9: headers of 1 MB, in many lines or one, and a status line that never ends: 16 KiB are read")
    void endlessHeaders(String line) throws Exception {
        try (ScriptedHttp server = new ScriptedHttp((head, socket) -> {
            ScriptedHttp.write(socket, line.equals("HTTP") ? "HTTP/1.1 200 " : "HTTP/1.1 200 OK\r\n");
            for (int sent = 0; sent < 1 << 20; sent += 1000) {
                ScriptedHttp.write(socket, line.equals("HTTP") ? "x".repeat(1000) : line.formatted("x".repeat(1000)));
            }
        })) {
            assertThat(failure(server.port(), WebSocketOptions.defaults()))
                    .isEqualTo(new HandshakeFailed(0, "the head of the answer is too long", Duration.ZERO));
        }
    }

    @Test
    @DisplayName("W9: headers that trickle in do not move the deadline")
    void trickle() throws Exception {
        try (ScriptedHttp server = new ScriptedHttp((head, socket) -> {
            ScriptedHttp.write(socket, "HTTP/1.1 101 Switching Protocols\r\n");
            socket.setSoTimeout(20);
            while (true) {
                ScriptedHttp.write(socket, "X");
                try {
                    if (socket.getInputStream().read() < 0) {
                        throw new EOFException();
                    }
                } catch (SocketTimeoutException next) {
                    // the next letter
                }
            }
        })) {
            WebSocketOptions options = WebSocketOptions.defaults().withHandshakeTimeout(Duration.ofMillis(300));
            CloseReason reason = failure(server.port(), options);
            assertThat(reason).isEqualTo(new HandshakeFailed(0, "handshake timed out", Duration.ZERO));
            assertThat(Failure.of(reason).kind()).isEqualTo(Kind.TRANSIENT);
            assertThat(server.clientHungUp()).isTrue();
        }
        assertThat(WebSocketOptions.defaults().handshake().timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("RFC 9110 15.2: interim answers come before the one that counts, but not for ever")
    void interimAnswers() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n";
        assertThat(answered(hints + hints + "HTTP/1.1 404 No\r\n\r\n"))
                .isEqualTo(new HandshakeFailed(404, "refused", Duration.ZERO));
        assertThat(answered(hints.repeat(100)))
                .isEqualTo(new HandshakeFailed(103, "too many interim answers", Duration.ZERO));
    }

    @Test
    @DisplayName("W9: an end before the answer, or in the middle of it")
    void ends() throws Exception {
        for (String part : new String[] {"", "HTTP/1.1 101 Sw"}) {
            try (ScriptedHttp server = new ScriptedHttp((head, socket) -> {
                ScriptedHttp.write(socket, part);
                socket.close();
            })) {
                assertThat(failure(server.port(), WebSocketOptions.defaults()))
                        .isEqualTo(new HandshakeFailed(0, "ended by the peer", Duration.ZERO));
            }
        }
    }

    @Test
    @DisplayName("the challenge of a 401 is told, bounded and printable, and stands in no text")
    void challenge() throws Exception {
        CloseReason asked = answered("HTTP/1.1 401 No\r\nWWW-Authenticate: Own nonce=\"abc\"\r\n\r\n");
        assertThat(asked)
                .isEqualTo(new CloseReason.HandshakeFailed(401, "refused", Duration.ZERO, "Own nonce=\"abc\""));
        assertThat(asked.toString()).doesNotContain("abc");
        assertThat(answered("HTTP/1.1 401 No\r\nWWW-Authenticate: " + "x".repeat(1025) + "\r\n\r\n"))
                .isEqualTo(new CloseReason.HandshakeFailed(401, "refused", Duration.ZERO));
        assertThat(answered("HTTP/1.1 403 No\r\nWWW-Authenticate: Own nonce=\"abc\"\r\n\r\n"))
                .isEqualTo(new CloseReason.HandshakeFailed(403, "refused", Duration.ZERO));
    }
}
