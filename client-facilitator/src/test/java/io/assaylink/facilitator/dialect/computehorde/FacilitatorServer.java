// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The scripted facilitator behind a real WebSocket, with the signed time that its source asks for in the upgrade. */
final class FacilitatorServer implements AutoCloseable {
    final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    final List<Machine.Driver<WebSocketMessage>> drivers = new CopyOnWriteArrayList<>();
    /** How often a connection is cut at a status update that was applied, before the answer. */
    final AtomicInteger cutsBeforeAnswer = new AtomicInteger();

    private final WebSocketServer server;
    private final InetSocketAddress address;

    FacilitatorServer() throws Exception {
        WebSocketServerOptions options = WebSocketServerOptions.defaults()
                .withPath(ComputeHordeClient.PATH)
                .withAuthenticator(
                        request -> isSigned(request) ? UpgradeDecision.accept() : UpgradeDecision.refuse(403));
        server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ReceiveLimits.defaults(), options);
        Listening listening = server.listen(this::accept).toCompletableFuture().get(30, TimeUnit.SECONDS);
        address = (InetSocketAddress) listening.address();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + address.getPort() + ComputeHordeClient.PATH);
    }

    private boolean isSigned(UpgradeRequest request) {
        byte[] key = HexFormat.of()
                .parseHex(request.header("X-Public-Key").orElse("0x").substring(2));
        byte[] signature = HexFormat.of()
                .parseHex(request.header("X-Signature").orElse("0x").substring(2));
        String time = request.header("X-Timestamp").orElse("0");
        boolean versions = request.header("X-Validator-Version").isPresent()
                && request.header("X-Validator-Runner-Version").isPresent();
        return versions
                && facilitator.validators.contains(HexFormat.of().formatHex(key))
                && ScriptedFacilitator.verify(key, time.getBytes(StandardCharsets.US_ASCII), signature);
    }

    void push(byte[] json) {
        drivers.forEach(driver -> driver.execute(() -> driver.send(WebSocketMessage.text(json))));
    }

    void cut() {
        drivers.forEach(driver ->
                driver.execute(() -> driver.close(new CloseReason.Local(1012, "restart"), Duration.ofSeconds(1))));
    }

    private void accept(Connection<WebSocketMessage> connection) {
        connection.drive(new Peer(facilitator.new Link()));
    }

    private final class Peer implements Machine<WebSocketMessage> {
        private final ScriptedFacilitator.Link link;
        private Optional<Driver<WebSocketMessage>> driver = Optional.empty();

        Peer(ScriptedFacilitator.Link link) {
            this.link = link;
        }

        @Override
        public void opened(Driver<WebSocketMessage> opened, long now) {
            driver = Optional.of(opened);
            drivers.add(opened);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            Driver<WebSocketMessage> mine = driver.orElseThrow();
            ScriptedFacilitator.Answers answers = link.receive(message.bytes());
            boolean update = new String(message.bytes(), StandardCharsets.UTF_8).contains("JobStatus");
            if (update && cutsBeforeAnswer.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                mine.close(new CloseReason.Local(1012, "restart"), Duration.ofSeconds(1));
                return;
            }
            answers.frames().forEach(frame -> mine.send(WebSocketMessage.text(frame)));
            if (answers.closeCode() > 0) {
                mine.close(new CloseReason.Local(answers.closeCode(), ""), Duration.ofSeconds(1));
            }
        }

        @Override
        public void closed(CloseReason reason, long now) {
            driver.ifPresent(drivers::remove);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
