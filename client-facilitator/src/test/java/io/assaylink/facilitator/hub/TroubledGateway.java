// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import io.assaylink.transport.fault.FaultProxy;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultMix;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A gateway as a laboratory runs it, behind a network of its own that misbehaves: client, SQLite outbox, proxy, and the
 * ledger of what was accepted. One thread at a time.
 */
final class TroubledGateway {
    /** The hub's too: a silent peer is dead after 2.5 of them. */
    static final Duration HEARTBEAT = Duration.ofMillis(400);

    /** What befalls each connection as it is made: one in five is closed at once, the others come in pieces or late. */
    private static final FaultMix BEGINNINGS = FaultMix.harmless()
            .withKinds(EnumSet.of(
                    Fault.Kind.ACCEPT_THEN_CLOSE,
                    Fault.Kind.CUT,
                    Fault.Kind.SPLIT,
                    Fault.Kind.COALESCE,
                    Fault.Kind.DELAY))
            .withPerConnection(1)
            .withSpan(400)
            .withLongest(Duration.ofMillis(200));

    private static final int PATIENCE = 300;
    private static final int REMEMBERED = 12;
    private static final Duration ASKED = Duration.ofSeconds(5);

    private record Asked(byte[] data, CompletionStage<Outcome> outcome) {}

    final String id;
    final Ledger ledger = new Ledger();
    private final Path directory;
    private final String scheme;
    private final WebSocketOptions sockets;
    private final SplittableRandom random;
    private final FaultProxy proxy;
    private final InetSocketAddress entrance;
    private final List<Asked> requests = new ArrayList<>();
    private final Deque<String> history = new ConcurrentLinkedDeque<>();
    private Outbox outbox;
    private WebSocketTransport transport;
    private FacilitatorClient client;

    TroubledGateway(String id, Path directory, InetSocketAddress hub, WebSocketOptions sockets, boolean tls, long seed)
            throws Exception {
        this.id = id;
        this.directory = directory;
        this.scheme = tls ? "wss" : "ws";
        this.sockets = sockets;
        random = new SplittableRandom(seed);
        proxy = new FaultProxy(hub, FaultPlan.random(seed, BEGINNINGS));
        entrance = proxy.listen().toCompletableFuture().get(10, SECONDS);
        open();
    }

    private void open() throws Exception {
        ClientOptions options = ClientOptions.defaults(id)
                .withHeartbeat(HEARTBEAT)
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));
        OutboxOptions stores = OutboxOptions.defaults()
                .withLowDiskBytes(0)
                .withRetention(OutboxOptions.Retention.none()); // or it would make good what we forget by mistake
        outbox = SqliteOutbox.open(directory, stores);
        URI uri = URI.create(scheme + "://127.0.0.1:" + entrance.getPort() + HubTransport.PATH);
        transport = HubTransport.webSocket(options, uri, Credentials.none(), sockets);
        client = FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
        client.onStateChange(change -> {
            history.addLast(Instant.now() + " " + change);
            if (history.size() > REMEMBERED) {
                history.removeFirst();
            }
        });
        client.start();
    }

    /** What a gateway is that crashed and came back: nothing but the disk is left. */
    void restart() throws Exception {
        shut();
        open();
    }

    private void shut() throws Exception {
        get(client.close(Duration.ofSeconds(2)));
        transport.close();
        outbox.close();
    }

    /** One fault amid traffic; true where it struck. */
    boolean episode(Fault fault) throws Exception {
        get(client.whenReady());
        long before = struck();
        byte[] question = ("{\"asked\":" + requests.size() + "}").getBytes(US_ASCII);
        requests.add(new Asked(question, client.request("echo", question, ASKED).outcome()));
        get(proxy.faults().inject(fault));
        if (fault instanceof Fault.Refuse) {
            get(proxy.faults().cut());
        }
        for (int i = 0; i < PATIENCE && struck() == before; i++) {
            accept(1); // paced by the disk
        }
        accept(1 + random.nextInt(12));
        if (random.nextInt(4) > 0) {
            get(proxy.faults().heal());
        }
        return struck() > before;
    }

    /** What befell it, by kind. */
    Map<Fault.Kind, Integer> kinds() {
        Map<Fault.Kind, Integer> kinds = new EnumMap<>(Fault.Kind.class);
        proxy.faults().events().forEach(event -> kinds.merge(event.fault().kind(), 1, Integer::sum));
        return kinds;
    }

    /** Its last steps, for whoever looks into a failure. */
    @Override
    public String toString() {
        return id + " at " + Instant.now() + ", " + client.state() + ", to be sent " + outbox.acknowledged() + " to "
                + outbox.last() + ":\n" + String.join("\n", history);
    }

    private long struck() {
        return proxy.faults().events().size() + proxy.faults().forgotten();
    }

    /** Offers so many events at once and waits until they are durable. */
    void accept(int count) throws Exception {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int padding = random.nextInt(40) == 0 ? 40_000 : 20 + random.nextInt(400);
            deliveries.add(client.send(ledger.next(padding)));
        }
        for (Delivery delivery : deliveries) {
            ledger.accepted(get(delivery.accepted()));
        }
    }

    /** What no gateway may do: it settles what nobody acknowledged. */
    void forget() throws Exception {
        get(outbox.acknowledge(outbox.last()));
    }

    /** From here on nothing goes wrong; true where the hub holds everything in this time. */
    CompletionStage<Boolean> recover(Duration within) throws Exception {
        get(proxy.faults().heal());
        return client.drain(within);
    }

    /** Requests that had another answer than their own; fails where one has no outcome. */
    int mistaken() throws Exception {
        int wrong = 0;
        for (Asked each : requests) {
            Outcome outcome = get(each.outcome());
            boolean another = outcome instanceof Outcome.Reply reply && !Arrays.equals(reply.data(), each.data());
            wrong += another || outcome instanceof Outcome.Refused ? 1 : 0;
        }
        return wrong;
    }

    String source() {
        return "/gateways/" + id + "/outbox/" + outbox.id();
    }

    void stop() throws Exception {
        shut();
        proxy.close();
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, SECONDS);
    }
}
