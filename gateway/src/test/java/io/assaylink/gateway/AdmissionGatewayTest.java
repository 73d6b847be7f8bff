// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the listeners of a running gateway let in, from its configuration file. */
@Timeout(60)
class AdmissionGatewayTest {
    private static final String YAML = """
            site: lab-07
            hub: { uri: "ws://127.0.0.1:1/" }
            instruments:
              - { id: shut-1, protocol: astm, listen: "127.0.0.1:0", allow: [192.0.2.0/24, "2001:db8::/32"] }
              - { id: open-1, protocol: astm, listen: "127.0.0.1:0", allow: [127.0.0.0/8], max-connections: 1 }
            data: { dir: data }
            """;
    private static final int ENQ = 5;
    private static final int ACK = 6;

    @TempDir
    Path folder;

    private final Map<String, CompletableFuture<InetSocketAddress>> addresses = new ConcurrentHashMap<>();

    private CompletableFuture<InetSocketAddress> address(String instrument) {
        return addresses.computeIfAbsent(instrument, id -> new CompletableFuture<>());
    }

    private Socket connect(String instrument) throws Exception {
        InetSocketAddress address = address(instrument).get(20, TimeUnit.SECONDS);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    @DisplayName("T11, T12: each instrument lets in whom its own list and its own caps let in")
    void letsInWhoIsAllowed() throws Exception {
        Path file = Files.writeString(folder.resolve("lab.yaml"), YAML);
        GatewayListener listener = new GatewayListener() {
            @Override
            public void listening(InstrumentConfig instrument, InetSocketAddress at) {
                address(instrument.id()).complete(at);
            }
        };
        try (Gateway gateway = Gateway.start(GatewayConfig.read(file), "test", listener);
                Socket notAllowed = connect("shut-1");
                Socket first = connect("open-1")) {
            assertThat(notAllowed.getInputStream().read()).isEqualTo(-1);
            first.getOutputStream().write(ENQ);
            assertThat(first.getInputStream().read()).isEqualTo(ACK);
            try (Socket second = connect("open-1")) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(gateway.depth().events()).isZero();
        }
    }
}
