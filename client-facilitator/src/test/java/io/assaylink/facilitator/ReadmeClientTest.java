// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.conformance.ConformanceOptions;
import io.assaylink.facilitator.conformance.ConformanceReport;
import io.assaylink.facilitator.conformance.HubAccess;
import io.assaylink.facilitator.conformance.HubConformance;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.instrument.EndpointListener;
import io.assaylink.facilitator.instrument.InstrumentEndpoint;
import io.assaylink.facilitator.instrument.InstrumentOptions;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples of client, instruments and hub, run. */
@Timeout(60)
class ReadmeClientTest {
    record Order(String specimen, List<String> tests) {}

    record Taken(int tests) {}

    @TempDir
    Path directory;

    @Test
    void theExamplesRun() throws Exception {
        Path file = directory.resolve("hub.db");
        String token = "secret";
        byte[] json = "{}".getBytes(UTF_8);
        byte[] raw = {};
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Outbox outbox = new VolatileOutbox(OutboxOptions.defaults());

        DevelopmentHub hub =
                DevelopmentHub.webSocket(HubOptions.defaults().withStore(file).withToken(token), address);
        hub.onStored(event -> System.out.println(event.subject() + " " + event.sequence()));
        hub.on("io.assaylink.order.query.v1", request -> "{\"orders\":[]}".getBytes(UTF_8));
        hub.start();

        ConformanceOptions checks = ConformanceOptions.defaults();
        try (HubConformance<?> run =
                HubConformance.webSocket(hub.uri(), Credentials.bearer(() -> token), checks, HubAccess.none())) {
            ConformanceReport report = run.run();
            System.out.print(report.text());
            assertThat(report.isConforming()).isTrue();
        }

        ClientOptions options = ClientOptions.defaults("gw-lab-07");
        WebSocketTransport transport = HubTransport.webSocket(options, hub.uri(), Credentials.bearer(() -> token));
        FacilitatorClient client = FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
        client.on("io.assaylink.instrument.query.v1", request -> "{\"online\":true}".getBytes(UTF_8));
        client.on(
                "io.assaylink.order.v1",
                Order.class,
                (order, request) -> new Taken(order.tests().size()));
        client.onEvent("io.assaylink.notice.v1", event -> System.out.println("notice " + event.sequence()));
        client.onStateChange(change -> System.out.println(change.to() + " because " + change.reason()));
        client.start();

        Delivery delivery = client.send(new Draft("io.assaylink.result.v1", "chem-1", Instant.now(), json, raw));
        delivery.accepted().thenAccept(stored -> System.out.println("durable as " + stored.sequence()));
        delivery.settled().thenAccept(settlement -> System.out.println("the hub: " + settlement));
        assertThat(delivery.settled().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEqualTo(new Settlement.Acknowledged(1));

        Duration patience = Duration.ofSeconds(10);
        PendingReply pending = client.request("io.assaylink.order.query.v1", json, patience);
        Outcome outcome = pending.outcome().toCompletableFuture().get();
        assertThat(outcome).isInstanceOf(Outcome.Reply.class);

        Executor conversion = ForkJoinPool.commonPool();
        EndpointListener listener = EndpointListener.NONE;
        try (TcpServer<ByteBuffer> server =
                new TcpServer<>(address, Framing::none, ReceiveLimits.defaults(), TcpOptions.defaults())) {
            InstrumentEndpoint endpoint =
                    new InstrumentEndpoint(InstrumentOptions.defaults("chem-1"), client.outbox(), conversion, listener);
            var unused = server.listen(connection -> connection.drive(endpoint.connection()));
        }

        client.close(Duration.ofSeconds(5)).toCompletableFuture().get();
        transport.close();
        hub.close();
        outbox.close();
    }

    @Test
    void theExamplesAreThese() throws Exception {
        String source =
                squeeze(Files.readString(Path.of("src/test/java/io/assaylink/facilitator/ReadmeClientTest.java")));
        String readme = Files.readString(Path.of("README.md"));
        String ours = readme.substring(0, readme.indexOf("## Outbox"));
        String[] parts = ours.split("```");
        assertThat(parts).hasSize(9);
        for (int i = 1; i < parts.length; i += 2) {
            List<String> statements =
                    List.of(parts[i].substring("java".length()).split(";\n"));
            assertThat(statements).allSatisfy(statement -> assertThat(source).contains(squeeze(statement)));
        }
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }
}
