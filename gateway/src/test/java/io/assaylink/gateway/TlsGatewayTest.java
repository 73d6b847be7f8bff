// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS from the configuration file, over real sockets: mutual to the instrument and to the hub. */
@Timeout(60)
class TlsGatewayTest {
    private static final String MESSAGE = "\u000BMSH|^~\\&|DEV|LAB|LIS|LAB|2026||ORU^R01|7|P|2.5.1\r"
            + "PID|1||PID-0001\rOBR|1||S-7|GLU\rOBX|1|NM|GLU^Glucose^L||5.4|mmol/L|||||F\r\u001C\r";

    @TempDir
    Path folder;

    private Certificates authority;
    private final BlockingQueue<StoredEvent> stored = new LinkedBlockingQueue<>();
    private final CompletableFuture<InetSocketAddress> listening = new CompletableFuture<>();
    private final CompletableFuture<String> down = new CompletableFuture<>();
    private final CompletableFuture<String> alarm = new CompletableFuture<>();
    private final GatewayListener listener = new GatewayListener() {
        @Override
        public void listening(InstrumentConfig instrument, InetSocketAddress address) {
            listening.complete(address);
        }

        @Override
        public void hub(StateChange change) {
            if (change.to() == Phase.BACKING_OFF && change.from() != Phase.IDLE) {
                down.complete(change.reason());
            }
        }

        @Override
        public void alarm(Alarm raised) {
            alarm.complete(raised.code());
        }
    };

    @BeforeEach
    void certificates() throws Exception {
        authority = Certificates.authority("Laboratory Root");
        authority.writeRoot(folder.resolve("lab-ca.pem"));
        Issued gateway = authority.issue(Wanted.host("gateway"));
        gateway.writeChain(folder.resolve("gateway.pem"));
        gateway.writeKey(folder.resolve("gateway.key"));
        gateway.writePkcs12(folder.resolve("gateway.p12"));
        Files.writeString(folder.resolve("gateway.password"), Certificates.PASSWORD + "\n");
        Certificates.authority("Other Root").writeRoot(folder.resolve("other-ca.pem"));
    }

    /** A hub that lets nobody in without a certificate of the laboratory. */
    private DevelopmentHub hub(CompletableFuture<Integer> port) throws Exception {
        Issued own = authority.issue(Wanted.host("hub"));
        TlsOptions tls = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pem(
                        own.writeChain(folder.resolve("hub.pem")), own.writeKey(folder.resolve("hub.key"))))
                .withTrust(TlsTrust.pem(folder.resolve("lab-ca.pem")))
                .withClientCertificate(ClientCertificate.REQUIRED);
        WebSocketServerOptions options = WebSocketServerOptions.defaults()
                .withPath(HubTransport.PATH)
                .withSubprotocol(HubTransport.SUBPROTOCOL)
                .withTls(tls);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DevelopmentHub hub = DevelopmentHub.over(
                HubOptions.defaults(),
                bound -> new WebSocketServer(bound.orElse(any), ReceiveLimits.defaults(), options),
                Frames.webSocket());
        hub.onStored(stored::add);
        port.complete(((InetSocketAddress) hub.start()).getPort());
        return hub;
    }

    private Gateway gateway(int port, String hubTls) throws Exception {
        Path file = Files.writeString(folder.resolve("lab.yaml"), """
                site: lab-07
                hub: { uri: "wss://127.0.0.1:%d/v1/facilitator", tls: { %s } }
                instruments:
                  - id: hema-1
                    protocol: hl7
                    listen: "localhost:0"
                    tls: { certificate: gateway.pem, key: gateway.key, ca: lab-ca.pem }
                data: { dir: data }
                """.formatted(port, hubTls));
        return Gateway.start(GatewayConfig.read(file), "test", listener);
    }

    private String send(SSLContext instrument) throws Exception {
        InetSocketAddress address = listening.get(20, TimeUnit.SECONDS);
        try (Socket socket = instrument.getSocketFactory().createSocket("localhost", address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(MESSAGE.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            for (int b = socket.getInputStream().read();
                    b >= 0 && b != 0x1C;
                    b = socket.getInputStream().read()) {
                answer.append((char) b);
            }
            return answer.toString();
        } catch (IOException refused) {
            return "refused";
        }
    }

    @Test
    @DisplayName("mutual TLS from instrument to hub: accepted is delivered; who shows no certificate is not heard")
    void fromInstrumentToHub() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        String tls = "ca: lab-ca.pem, certificate: gateway.p12, password-file: gateway.password";
        try (DevelopmentHub hub = hub(port);
                Gateway gateway = gateway(port.get(), tls)) {
            assertThat(send(authority.jdk())).doesNotContain("MSA");
            SSLContext instrument = authority.issue(Wanted.host("hema-1")).jdk(authority.root());
            assertThat(send(instrument)).contains("MSA|AA|7");
            StoredEvent event = stored.poll(20, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.subject()).isEqualTo("hema-1");
            assertThat(new String(event.data(), StandardCharsets.UTF_8)).contains("\"S-7\"");
            assertThat(gateway.depth()).isNotNull();
            assertThat(hub.events(0, 10)).hasSize(1);
        }
    }

    @Test
    @DisplayName("W13: a hub that cannot be trusted is an alarm with the reason; messages wait on disk")
    void untrustedHub() throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        try (DevelopmentHub hub = hub(port);
                Gateway gateway = gateway(port.get(), "ca: other-ca.pem")) {
            assertThat(down.get(20, TimeUnit.SECONDS))
                    .startsWith("TLS_UNKNOWN_CA")
                    .contains("CN=Laboratory Root");
            assertThat(alarm.get(20, TimeUnit.SECONDS)).isEqualTo("hub.misconfigured");
            assertThat(send(authority.issue(Wanted.host("hema-1")).jdk(authority.root())))
                    .contains("MSA|AA|7");
            assertThat(gateway.depth().events()).isEqualTo(1);
            assertThat(hub.events(0, 10)).isEmpty();
        }
    }
}
