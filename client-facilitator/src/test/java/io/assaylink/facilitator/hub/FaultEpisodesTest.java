// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.hub.Ledger.Balance;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultMix;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways with SQLite outboxes and a durable hub over real sockets, with a network between them that breaks in every way a
 * network can. Half of the gateways speak TLS: only they meet bytes that are changed or doubled, for nothing below TLS would
 * tell. {@code -Dseed} repeats a run's faults, {@code -Depisodes} says how many; profile {@code soak} runs 1,000.
 */
class FaultEpisodesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final int RESTART_EVERY = 8;

    /** All but what befalls a connection only as it is made: that is the plan of the gateway's proxy. */
    private static final Set<Fault.Kind> TLS = EnumSet.complementOf(EnumSet.of(Fault.Kind.ACCEPT_THEN_CLOSE));

    private static final Set<Fault.Kind> PLAIN =
            EnumSet.complementOf(EnumSet.of(Fault.Kind.ACCEPT_THEN_CLOSE, Fault.Kind.CORRUPT, Fault.Kind.DUPLICATE));

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final List<TroubledGateway> gateways = new ArrayList<>();
    private TlsOptions trusting;
    private DevelopmentHub plain;
    private DevelopmentHub secure;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        Certificates authority = Certificates.authority("Laboratory Root");
        Issued own = authority.issue(Wanted.host("hub"));
        trusting = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(directory.resolve("ca.pem"))));
        TlsOptions showing = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pem(
                        own.writeChain(directory.resolve("hub.pem")), own.writeKey(directory.resolve("hub.key"))));
        plain = hub("plain.db", WebSocketServerOptions.defaults());
        secure = hub("secure.db", WebSocketServerOptions.defaults().withTls(showing));
    }

    private DevelopmentHub hub(String store, WebSocketServerOptions options) throws Exception {
        WebSocketServerOptions bound = options.withPath(HubTransport.PATH).withSubprotocol(HubTransport.SUBPROTOCOL);
        ReceiveLimits limits = ReceiveLimits.defaults()
                .withIdle(TroubledGateway.HEARTBEAT)
                .withLiveness(TroubledGateway.HEARTBEAT.multipliedBy(5).dividedBy(2));
        DevelopmentHub hub = DevelopmentHub.over(
                HubOptions.defaults().withStore(directory.resolve(store)).withHeartbeat(TroubledGateway.HEARTBEAT),
                before -> new WebSocketServer(before.orElse(ANY), limits, bound),
                Frames.webSocket());
        hub.on("echo", request -> request.data());
        hub.start();
        return hub;
    }

    private TroubledGateway gateway(int number) throws Exception {
        boolean tls = number % 2 == 1;
        WebSocketOptions sockets = tls ? WebSocketOptions.defaults().withTls(trusting) : WebSocketOptions.defaults();
        TroubledGateway made = new TroubledGateway(
                "gw-" + number,
                directory.resolve("outbox-" + number),
                (InetSocketAddress) (tls ? secure : plain).address().orElseThrow(),
                sockets,
                tls,
                seed + number);
        gateways.add(made);
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        for (TroubledGateway each : gateways) {
            each.stop();
        }
        plain.close();
        secure.close();
    }

    @Test
    @Timeout(1800)
    @DisplayName(
            "random network faults: nothing lost, reordered, invented or doubled, and all of it there 30 s after the last")
    void episodes() throws Exception {
        int episodes = Integer.getInteger("episodes", 60);
        int side = episodes > 100 ? 10 : 6;
        ExecutorService threads = Executors.newFixedThreadPool(side);
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < side; i++) {
            TroubledGateway gateway = gateway(i);
            FaultPlan plan = plan(i % 2 == 1 ? TLS : PLAIN, seed + i);
            running.add(threads.submit(() -> trouble(gateway, plan, (episodes + side - 1) / side)));
        }
        int struck = 0;
        for (Future<Integer> each : running) {
            struck += each.get();
        }
        threads.shutdown();

        long healed = System.nanoTime();
        List<CompletionStage<Boolean>> drains = new ArrayList<>();
        for (TroubledGateway each : gateways) {
            drains.add(each.recover(RECOVERY));
        }
        for (int i = 0; i < side; i++) {
            assertThat(TroubledGateway.get(drains.get(i)))
                    .as("seed %d, gateway %d is drained in time; %s", seed, i, gateways.get(i))
                    .isTrue();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - healed);
        Balance balance = balance();
        Map<Fault.Kind, Integer> kinds = new EnumMap<>(Fault.Kind.class);
        for (TroubledGateway each : gateways) {
            each.kinds().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
        }
        String report = "seed " + seed + ", " + struck + " episodes " + kinds + ", " + balance + ", drained in " + took;
        System.out.println(report); // what a long run was for
        assertThat(balance).as(report).isEqualTo(new Balance(balance.accepted(), balance.accepted(), 0, 0, 0, 0));
        assertThat(struck).as(report).isGreaterThanOrEqualTo(episodes);
        if (episodes >= 500) {
            assertThat(kinds.keySet()).as(report).containsExactly(Fault.Kind.values());
        }
        for (TroubledGateway each : gateways) {
            assertThat(each.mistaken()).as("%s; answers of others", report).isZero();
        }
    }

    /** Returns how many faults struck: as many as wanted. */
    private int trouble(TroubledGateway gateway, FaultPlan plan, int wanted) {
        int struck = 0;
        for (int number = 1; struck < wanted; number++) {
            Fault fault = plan.faults(number).get(0);
            try {
                struck += gateway.episode(fault) ? 1 : 0;
                if (number % RESTART_EVERY == 0) {
                    gateway.restart();
                }
            } catch (Exception failure) {
                throw new AssertionError("seed " + seed + ", at " + fault + ", " + gateway, failure);
            }
        }
        return struck;
    }

    private static FaultPlan plan(Set<Fault.Kind> kinds, long seed) {
        return FaultPlan.random(
                seed,
                FaultMix.everything()
                        .withKinds(kinds)
                        .withPerConnection(1)
                        .withSpan(1500)
                        .withLongest(Duration.ofMillis(700)));
    }

    private Balance balance() throws Exception {
        List<StoredEvent> all = new ArrayList<>(plain.events(0, Integer.MAX_VALUE));
        all.addAll(secure.events(0, Integer.MAX_VALUE));
        Balance sum = new Balance(0, 0, 0, 0, 0, 0);
        for (TroubledGateway each : gateways) {
            String source = each.source();
            sum = sum.plus(each.ledger.against(
                    all.stream().filter(event -> event.source().equals(source)).toList()));
        }
        return sum.plus(new Balance(0, 0, 0, 0, all.size() - sum.stored(), 0)); // of nobody
    }

    @Test
    @Timeout(60)
    @DisplayName("what is checked can fail: a gateway that settles what nobody acknowledged is caught")
    void aForgetfulGatewayIsCaught() throws Exception {
        plain.kill();
        TroubledGateway gateway = gateway(0);
        gateway.accept(50);
        gateway.forget();
        plain.start();
        gateway.accept(50);

        assertThat(TroubledGateway.get(gateway.recover(RECOVERY))).isTrue();

        assertThat(balance()).isEqualTo(new Balance(100, 50, 50, 0, 0, 0));
    }
}
