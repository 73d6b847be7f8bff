// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.gateway.config.InstrumentNetwork;
import io.assaylink.gateway.config.TlsConfig;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A gateway with one instrument of each protocol and a hub in memory, on free ports of loopback. */
final class TestGateway implements AutoCloseable {
    static final List<String> INSTRUMENTS = List.of("chem-1", "hema-1", "any-1");

    private final List<StoredEvent> stored = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<InetSocketAddress>> addresses = new ConcurrentHashMap<>();
    private final DevelopmentHub hub;
    private final Gateway gateway;

    TestGateway(Path data) throws Exception {
        hub = DevelopmentHub.webSocket(
                HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.onStored(stored::add);
        hub.start();
        List<InstrumentConfig> instruments = new ArrayList<>();
        for (String id : INSTRUMENTS) {
            instruments.add(new InstrumentConfig(
                    id,
                    protocol(id),
                    InstrumentConfig.Role.LISTEN,
                    InetSocketAddress.createUnresolved("127.0.0.1", 0),
                    InstrumentProfile.lenient(),
                    AnalyzerDialect.standard(),
                    InstrumentNetwork.defaults()));
        }
        gateway = Gateway.start(
                new GatewayConfig("test", hub.uri(), Optional.empty(), instruments, data, TlsConfig.none()),
                "test",
                new GatewayListener() {
                    @Override
                    public void listening(InstrumentConfig instrument, InetSocketAddress address) {
                        address(instrument.id(), addresses).complete(address);
                    }
                });
    }

    InetSocketAddress address(String instrument) throws Exception {
        return address(instrument, addresses).get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<InetSocketAddress> address(
            String instrument, Map<String, CompletableFuture<InetSocketAddress>> all) {
        return all.computeIfAbsent(instrument, id -> new CompletableFuture<>());
    }

    Gateway gateway() {
        return gateway;
    }

    /** What the hub holds of one instrument, in the hub's order. */
    List<StoredEvent> stored(String instrument) {
        return stored.stream()
                .filter(event -> event.subject().equals(instrument))
                .toList();
    }

    List<StoredEvent> stored() {
        return List.copyOf(stored);
    }

    @Override
    public void close() {
        gateway.close();
        hub.close();
    }

    private static InstrumentConfig.Protocol protocol(String id) {
        return switch (id) {
            case "chem-1" -> InstrumentConfig.Protocol.ASTM;
            case "hema-1" -> InstrumentConfig.Protocol.HL7;
            default -> InstrumentConfig.Protocol.AUTO;
        };
    }
}
