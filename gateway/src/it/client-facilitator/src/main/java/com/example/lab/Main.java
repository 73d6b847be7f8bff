package com.example.lab;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** One event to a hub and its acknowledgement back. */
public final class Main {
    public static void main(String[] args) throws Exception {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DevelopmentHub hub = DevelopmentHub.webSocket(HubOptions.defaults(), loopback)) {
            hub.start();
            ClientOptions options = ClientOptions.defaults("example");
            try (Outbox outbox = new VolatileOutbox(OutboxOptions.defaults());
                    var transport = HubTransport.webSocket(options, hub.uri(), Credentials.none());
                    FacilitatorClient client =
                            FacilitatorClient.create(options, transport, Frames.webSocket(), outbox)) {
                client.start();
                byte[] data = "{\"format\":\"example/1\"}".getBytes(StandardCharsets.UTF_8);
                Draft draft = new Draft("com.example.hello.v1", "chem-1", Instant.now(), data, new byte[0]);
                Settlement settled =
                        client.send(draft).settled().toCompletableFuture().get(60, TimeUnit.SECONDS);
                if (!(settled instanceof Settlement.Acknowledged)) {
                    throw new AssertionError(settled);
                }
                client.close(Duration.ofSeconds(5)).toCompletableFuture().get();
                System.out.println(settled + " to " + FacilitatorClient.class.getModule());
            }
        }
    }
}
