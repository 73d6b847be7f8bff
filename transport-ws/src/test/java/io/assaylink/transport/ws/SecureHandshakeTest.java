// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W13, W14 over wss: what is wrong with a certificate, and one that is renewed. */
@Timeout(60)
class SecureHandshakeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final BlockingQueue<Connection<WebSocketMessage>> accepted = new LinkedBlockingQueue<>();
    private TlsOptions trusting = TlsOptions.defaults();
    private TlsOptions serving = TlsOptions.defaults();

    @BeforeEach
    void files() {
        trusting = trusting.withTrust(TlsTrust.pem(folder.resolve("ca.pem"))).withReloadEvery(Duration.ZERO);
        serving = serving.withIdentity(TlsIdentity.pem(folder.resolve("own.pem"), folder.resolve("own.key")))
                .withReloadEvery(Duration.ZERO);
    }

    private void write(Certificates authority, Issued own) throws Exception {
        var unused = authority.writeRoot(folder.resolve("ca.pem"));
        var unusedChain = own.writeChain(folder.resolve("own.pem"));
        var unusedKey = own.writeKey(folder.resolve("own.key"));
    }

    private WebSocketServer server() {
        return new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                WebSocketServerOptions.defaults().withTls(serving));
    }

    private URI listen(WebSocketServer server) throws Exception {
        var listening = server.listen(accepted::add).toCompletableFuture().get();
        return URI.create("wss://127.0.0.1:" + ((InetSocketAddress) listening.address()).getPort() + "/");
    }

    private static Wanted wanted(String what) {
        Wanted host = Wanted.host("hub");
        return switch (what) {
            case "expired" -> host.withDays(-9, -2);
            case "not yet valid" -> host.withDays(2, 9);
            case "for another host" -> host.withNames("other.example");
            case "weak" -> host.withKey("RSA", 1024);
            default -> host;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "expired, TLS_CERTIFICATE_EXPIRED",
        "not yet valid, TLS_CERTIFICATE_NOT_YET_VALID",
        "for another host, TLS_HOST_MISMATCH",
        "weak, TLS_WEAK",
        "of a stranger, TLS_UNKNOWN_CA"
    })
    @DisplayName("W13: a certificate that is wrong is refused before a header is sent, and tried again slowly")
    void wrongCertificates(String what, TlsFault fault) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        write(authority, authority.issue(wanted(what)));
        if (what.equals("of a stranger")) {
            var unused = Certificates.authority("Another Root").writeRoot(folder.resolve("ca.pem"));
        }
        try (WebSocketServer server = server()) {
            CloseReason reason = RefusalTest.failure(
                    listen(server), WebSocketOptions.defaults().withTls(trusting));
            assertThat(reason)
                    .isInstanceOfSatisfying(
                            CloseReason.TlsFailed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(fault));
            assertThat(Failure.of(reason).kind()).isEqualTo(Failure.Kind.CONFIGURATION);
            assertThat(accepted).isEmpty();
        }
    }

    @Test
    @DisplayName("W13: a client certificate that is asked for and missing")
    void missingClientCertificate() throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        write(authority, authority.issue(Wanted.host("hub")));
        serving = serving.withTrust(TlsTrust.pem(folder.resolve("ca.pem")))
                .withClientCertificate(ClientCertificate.REQUIRED);
        try (WebSocketServer server = server()) {
            CloseReason reason = RefusalTest.failure(
                    listen(server), WebSocketOptions.defaults().withTls(trusting));
            assertThat(Failure.of(reason).kind()).isEqualTo(Failure.Kind.CONFIGURATION);
            assertThat(reason)
                    .isInstanceOfSatisfying(
                            CloseReason.TlsFailed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(TlsFault.TLS_CLIENT_CERTIFICATE_MISSING));
        }
    }

    @Test
    @DisplayName("W14: a certificate renewed on disk serves new connections; the living one is left alone")
    void renewal() throws Exception {
        Certificates before = Certificates.authority("Old Root");
        Certificates after = Certificates.authority("New Root");
        write(before, before.issue(Wanted.host("hub")));
        try (WebSocketServer server = server()) {
            URI uri = listen(server);
            try (WebSocketTransport transport = new WebSocketTransport(
                    uri, ReceiveLimits.defaults(), WebSocketOptions.defaults().withTls(trusting))) {
                var living = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
                Connection<WebSocketMessage> far = accepted.take();
                write(after, after.issue(Wanted.host("hub")));
                var renewed = transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(renewed.isConnected()).isTrue();
                assertThat(accepted.take().isConnected()).isTrue();
                var unused = living.outbound().send(WebSocketMessage.text("still here"));
                assertThat(far.inbound().receive(LONG))
                        .isInstanceOfSatisfying(
                                Received.class,
                                received ->
                                        assertThat(received.message()).isEqualTo(WebSocketMessage.text("still here")));
            }
        }
    }
}
