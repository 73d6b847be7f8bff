// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over real sockets on loopback, with a durable store and a token. */
class WebSocketHubTest extends HubContract {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<WebSocketTransport> transports = new ArrayList<>();
    private final AtomicReference<String> token = new AtomicReference<>("secret");

    @TempDir
    Path directory;

    @Override
    DevelopmentHub hub(HubOptions options) throws HubStoreException {
        return DevelopmentHub.webSocket(
                options.withStore(directory.resolve("hub.db")).withToken("secret"), ANY);
    }

    @Override
    FacilitatorClient client(ClientOptions options, VolatileOutbox outbox, FacilitatorObserver observer) {
        WebSocketTransport transport = HubTransport.webSocket(options, hub.uri(), Credentials.bearer(token::get));
        transports.add(transport);
        return FacilitatorClient.create(options, transport, Frames.webSocket(), outbox, observer);
    }

    @AfterEach
    void release() {
        transports.forEach(WebSocketTransport::close);
    }

    @Test
    @DisplayName("F10 a refused token suspends, and a new one is taken when it is said to be there")
    void refusedToken() throws Exception {
        token.set("stale");
        BlockingQueue<StateChange> seen = new LinkedBlockingQueue<>();
        client.onStateChange(seen::add);
        client.start();
        StateChange change = seen.poll(30, SECONDS);
        while (change != null && change.to() != Phase.SUSPENDED) {
            change = seen.poll(30, SECONDS);
        }
        assertThat(change).isNotNull();
        assertThat(client.state().reason()).isEqualTo("http 401");
        assertThat(client.state().retryIn())
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofMinutes(4)));

        token.set("secret");
        client.credentialsChanged();

        get(client.whenReady());
    }

    @Test
    @DisplayName("F10 a hub that is busy: its status and how long it wants to be left alone are told, and counted")
    void refusedUpgrade() throws Exception {
        hub.misbehaviour().refuseUpgrades(503, Duration.ofSeconds(40), 1);
        BlockingQueue<StateChange> seen = new LinkedBlockingQueue<>();
        client.onStateChange(seen::add);
        client.start();
        StateChange change = seen.poll(30, SECONDS);
        while (change != null && !change.reason().equals("http 503")) {
            change = seen.poll(30, SECONDS);
        }

        assertThat(change).isNotNull();
        assertThat(change.to()).isEqualTo(Phase.BACKING_OFF);
        assertThat(change.retryIn())
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ofSeconds(40)));
        assertThat(client.counts()).containsEntry(Counter.UPGRADE_REFUSED, 1L);
    }

    @Test
    void theStoreOutlivesTheHub() throws Exception {
        client.start();
        get(client.send(draft("chem-1")).settled());
        hub.close();

        try (DevelopmentHub again = hub(HubOptions.defaults())) {
            assertThat(again.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L);
        }
    }
}
