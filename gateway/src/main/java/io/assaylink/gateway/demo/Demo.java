// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.HubStoreException;
import io.assaylink.facilitator.instrument.DurableMessage;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.gateway.Gateway;
import io.assaylink.gateway.GatewayException;
import io.assaylink.gateway.GatewayListener;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.gateway.config.InstrumentNetwork;
import io.assaylink.gateway.config.TlsConfig;
import io.assaylink.gateway.sim.AstmAnalyzer;
import io.assaylink.gateway.sim.Hl7Analyzer;
import io.assaylink.gateway.sim.SyntheticTraffic;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Hub, gateway, one ASTM and one HL7 analyzer. Thread-safe. */
public final class Demo implements AutoCloseable {
    private static final int HUB_PORT = 8090;
    private static final int ASTM_PORT = 4010;
    private static final int HL7_PORT = 2575;
    /** Above the longest pause between two attempts to find a hub that was dead for long. */
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(70);
    /** An analyzer may wait for its last answer. */
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

    /**
     * How it ended.
     *
     * @param accepted messages that an analyzer was acknowledged
     * @param delivered of them, acknowledged by the hub
     * @param waiting in the outbox
     * @param lost acknowledged to an analyzer, and neither at the hub nor in the outbox
     * @param inOrder the hub holds the messages of each analyzer in the order of their acknowledgement
     */
    public record Summary(long accepted, long delivered, long waiting, long lost, boolean inOrder) {}

    private final Consumer<String> lines;
    private final DeliveryBoard board;
    private final DevelopmentHub hub;
    private final Gateway gateway;
    private final List<DemoAnalyzer> analyzers = new ArrayList<>();
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("analyzers", true), NioIoHandler.newFactory());
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("analyzer-clock", true));

    /**
     * Starts everything.
     *
     * @param data an empty folder for outbox and hub
     * @param every from one acknowledged message of an analyzer to its next
     * @param rows told each delivered message
     * @param lines told what a person should know
     */
    public Demo(Path data, Duration every, Consumer<String> rows, Consumer<String> lines, String version)
            throws IOException, HubStoreException, GatewayException, InterruptedException {
        this.lines = lines;
        board = new DeliveryBoard(row -> rows.accept(DemoLines.row(row)));
        int hubPort = port(HUB_PORT, "the hub");
        int astmPort = port(ASTM_PORT, "chem-1");
        int hl7Port = port(HL7_PORT, "hema-1");
        hub = DevelopmentHub.webSocket(
                HubOptions.defaults().withStore(data.resolve("hub.sqlite")),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), hubPort));
        hub.onStored(board::stored);
        hub.start();
        lines.accept("hub listens on 127.0.0.1:" + hubPort);
        GatewayConfig config = new GatewayConfig(
                "demo",
                URI.create("ws://127.0.0.1:" + hubPort + HubTransport.PATH),
                Optional.empty(),
                List.of(
                        instrument("chem-1", InstrumentConfig.Protocol.ASTM, astmPort),
                        instrument("hema-1", InstrumentConfig.Protocol.HL7, hl7Port)),
                data,
                TlsConfig.none());
        gateway = Gateway.start(config, version, new Listener());
        lines.accept("gateway listens for chem-1 (ASTM) on 127.0.0.1:" + astmPort);
        lines.accept("gateway listens for hema-1 (HL7) on 127.0.0.1:" + hl7Port);
        SyntheticTraffic chemistry = new SyntheticTraffic(1, "C");
        SyntheticTraffic haematology = new SyntheticTraffic(2, "H");
        analyzers.add(new DemoAnalyzer(
                astmPort,
                () -> new AstmAnalyzer(LinkTimers.defaults()),
                chemistry::astmChemistry,
                chemistry::specimen,
                every,
                clock,
                group));
        analyzers.add(new DemoAnalyzer(
                hl7Port,
                () -> new Hl7Analyzer(ExchangeOptions.defaults()),
                haematology::hl7Haematology,
                haematology::specimen,
                every.multipliedBy(3).dividedBy(2),
                clock,
                group));
        analyzers.forEach(DemoAnalyzer::start);
    }

    /** Kills the hub, every link cut without a word, or starts it again with what it had stored. */
    public synchronized void toggleHub() throws HubStoreException {
        if (hub.isRunning()) {
            hub.kill();
            lines.accept("hub is killed; the gateway goes on accepting into its outbox");
        } else {
            hub.start();
            lines.accept("hub is back; the outbox drains when the gateway has found it");
        }
    }

    public boolean isHubRunning() {
        return hub.isRunning();
    }

    /** What waits for the hub. */
    public OutboxDepth depth() {
        return gateway.depth();
    }

    /** Lets the analyzers finish, revives the hub where it is dead, drains the outbox, and counts. */
    public synchronized Summary finish() throws InterruptedException, HubStoreException {
        for (DemoAnalyzer analyzer : analyzers) {
            join(analyzer.finish());
        }
        if (!hub.isRunning()) {
            toggleHub();
        }
        if (!gateway.drain(DRAIN_WITHIN)) {
            lines.accept("not everything could be delivered in time; it waits in the outbox");
        }
        if (!board.awaitHub(FINISH_WITHIN)) {
            lines.accept("the hub acknowledged more than it tells of");
        }
        List<String> atHub = board.atHub();
        long waiting = gateway.depth().events();
        long missing = 0;
        boolean inOrder = true;
        long acknowledged = 0;
        for (DemoAnalyzer analyzer : analyzers) {
            List<String> specimens = analyzer.acknowledged();
            acknowledged += specimens.size();
            missing += specimens.stream().filter(id -> !atHub.contains(id)).count();
            List<String> received = atHub.stream().filter(specimens::contains).toList();
            inOrder &= received.equals(specimens.subList(0, Math.min(specimens.size(), received.size())));
        }
        return new Summary(acknowledged, board.deliveredCount(), waiting, Math.max(0, missing - waiting), inOrder);
    }

    @Override
    public synchronized void close() {
        analyzers.forEach(DemoAnalyzer::close);
        gateway.close();
        hub.close();
        clock.shutdownNow();
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static void join(CompletableFuture<Void> end) throws InterruptedException {
        try {
            end.get(FINISH_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // its message is not acknowledged: it stays with the analyzer
        }
    }

    private int port(int wanted, String whose) throws IOException {
        int port = LoopbackPort.freeOrOther(wanted);
        if (port != wanted) {
            lines.accept("port " + wanted + " is taken: " + whose + " uses " + port);
        }
        return port;
    }

    private static InstrumentConfig instrument(String id, InstrumentConfig.Protocol protocol, int port) {
        return new InstrumentConfig(
                id,
                protocol,
                InstrumentConfig.Role.LISTEN,
                InetSocketAddress.createUnresolved("127.0.0.1", port),
                InstrumentProfile.lenient(),
                AnalyzerDialect.standard(),
                InstrumentNetwork.defaults());
    }

    private final class Listener implements GatewayListener {
        @Override
        public void durable(DurableMessage message) {
            board.durable(message);
        }

        @Override
        public void acknowledged(long upto) {
            board.acknowledged(upto);
        }
    }
}
