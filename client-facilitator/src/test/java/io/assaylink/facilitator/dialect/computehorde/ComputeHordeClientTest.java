// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against the scripted facilitator over real WebSockets. */
@Timeout(60)
class ComputeHordeClientTest {
    private final Signer signer = Signer.ed25519(VirtualValidator.KEYS);
    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
    private final ComputeHordeOptions options = ComputeHordeOptions.defaults("validator")
            .withClient(ComputeHordeOptions.defaults("validator")
                    .client()
                    .withRetry(RetryPolicy.exponential(Duration.ofMillis(10), 2, Duration.ofMillis(100))))
            .withVersions("1.2", "3.4");
    private FacilitatorServer server;
    private WebSocketTransport transport;
    private ComputeHordeClient client;

    @BeforeEach
    void connect() throws Exception {
        server = new FacilitatorServer();
        server.facilitator.validators.add(HexFormat.of().formatHex(signer.publicKey()));
        transport = ComputeHordeClient.webSocket(options, server.uri(), signer, WebSocketOptions.defaults());
        client = ComputeHordeClient.create(
                options, transport, Frames.webSocket(), outbox, signer, FacilitatorObserver.NONE);
    }

    @AfterEach
    void release() throws Exception {
        get(client.close(Duration.ofSeconds(10)));
        transport.close();
        server.close();
        outbox.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private UUID knownJob(int number) {
        UUID job = VirtualValidator.job(number);
        server.facilitator.jobs.add(job.toString());
        return job;
    }

    @Test
    void statusUpdatesArriveOnceAndInOrderAcrossLostConnections() throws Exception {
        List<UUID> jobs = List.of(knownJob(1), knownJob(2), knownJob(3));
        server.cutsBeforeAnswer.set(5);
        List<Delivery> deliveries = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        client.start();
        for (JobStatus status : List.of(JobStatus.SENT, JobStatus.RECEIVED, JobStatus.ACCEPTED, JobStatus.COMPLETED)) {
            for (UUID job : jobs) {
                deliveries.add(client.send(StatusUpdate.of(job, status)));
                expected.add(job + " " + status.wireName());
            }
        }
        for (Delivery delivery : deliveries) {
            assertThat(get(delivery.settled())).isInstanceOf(Settlement.Acknowledged.class);
        }

        assertThat(server.facilitator.applied).containsExactlyElementsOf(expected);
        assertThat(server.facilitator.authentications).isEqualTo(6);
        assertThat(get(client.drain(Duration.ofSeconds(30)))).isTrue();
        assertThat(outbox.depth().events()).isZero();
    }

    @Test
    void whatAnEarlierRunAcceptedIsSent() throws Exception {
        UUID job = knownJob(1);
        server.facilitator.applied.add(job + " sent"); // its answer never reached the earlier run
        ComputeHordeClient earlier = ComputeHordeClient.create(
                options, transport, Frames.webSocket(), outbox, signer, FacilitatorObserver.NONE);
        get(earlier.send(StatusUpdate.of(job, JobStatus.SENT)).accepted());
        get(earlier.send(StatusUpdate.of(job, JobStatus.RECEIVED)).accepted());
        get(earlier.close(Duration.ofSeconds(10)));
        client.start();
        get(client.send(StatusUpdate.of(job, JobStatus.ACCEPTED)).settled());

        assertThat(server.facilitator.applied).containsExactly(job + " sent", job + " received", job + " accepted");
        assertThat(outbox.depth().events()).isZero();
    }

    @Test
    void anUnknownJobIsRefused() throws Exception {
        client.start();
        Delivery delivery = client.send(StatusUpdate.of(VirtualValidator.job(9), JobStatus.SENT));

        assertThat(get(delivery.settled())).isEqualTo(new Settlement.Refused(1, "job.not_found"));
    }

    @Test
    void nothingIsAcceptedBehindATerminalStatus() throws Exception {
        UUID job = knownJob(1);
        client.start();
        get(client.send(StatusUpdate.of(job, JobStatus.REJECTED)).settled());

        assertThatThrownBy(() -> client.send(StatusUpdate.of(job, JobStatus.COMPLETED)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void jobsReachTheirHandlers() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        client.onJob(job -> seen.add(job.job() + " " + job.dockerImage()));
        client.onCheated(cheated -> seen.add("cheated " + cheated.job()));
        client.start();
        get(client.whenReady());
        server.push(ScriptedFacilitator.job("u1"));
        assertThat(seen.poll(30, SECONDS)).isEqualTo("u1 busybox");
        server.push("{\"type\":\"job.cheated\",\"job_uuid\":\"u1\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(seen.poll(30, SECONDS)).isEqualTo("cheated u1");
    }

    @Test
    void specsArriveAndStopNoUpdate() throws Exception {
        UUID job = knownJob(1);
        byte[] json = "{\"gpu\":1}".getBytes(StandardCharsets.UTF_8);
        client.start();
        get(client.whenReady());
        client.send(new MachineSpecs("5M", "5V", json, Optional.of("batch")));
        assertThat(server.facilitator.specsSeen.poll(30, SECONDS)).isEqualTo("5M {\"gpu\":1}");

        Delivery behind = client.send(StatusUpdate.of(job, JobStatus.SENT));
        assertThat(get(behind.settled())).isEqualTo(new Settlement.Acknowledged(1));
    }

    @Test
    void aForgedSignatureIsRefusedInTheUpgrade() throws Exception {
        Signer other = Signer.ed25519(VirtualValidator.keys());
        Signer forged = new Signer() {
            @Override
            public byte[] sign(byte[] message) throws java.security.GeneralSecurityException {
                return other.sign(message);
            }

            @Override
            public byte[] publicKey() {
                return signer.publicKey();
            }
        };
        BlockingQueue<StateChange> seen = new LinkedBlockingQueue<>();
        try (WebSocketTransport theirs =
                ComputeHordeClient.webSocket(options, server.uri(), forged, WebSocketOptions.defaults())) {
            ComputeHordeClient liar = ComputeHordeClient.create(
                    options, theirs, Frames.webSocket(), outbox, forged, FacilitatorObserver.NONE);
            liar.onStateChange(seen::add);
            liar.start();
            StateChange change = seen.poll(30, SECONDS);
            while (change != null && change.to() != Phase.SUSPENDED) {
                change = seen.poll(30, SECONDS);
            }
            assertThat(change).isNotNull();
            assertThat(liar.state().reason()).isEqualTo("http 403");
            get(liar.close(Duration.ofSeconds(10)));
        }
        assertThat(server.facilitator.authentications).isZero();
    }
}
