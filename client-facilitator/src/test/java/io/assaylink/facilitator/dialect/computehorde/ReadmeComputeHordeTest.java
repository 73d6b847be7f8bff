// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example of this dialect, run. */
@Timeout(60)
class ReadmeComputeHordeTest {

    @Test
    void theExampleRuns() throws Exception {
        Signer signer = Signer.ed25519(VirtualValidator.KEYS);
        FacilitatorServer server = new FacilitatorServer();
        server.facilitator.validators.add(HexFormat.of().formatHex(signer.publicKey()));
        URI facilitator = server.uri();
        UUID job = VirtualValidator.job(1);
        server.facilitator.jobs.add(job.toString());
        Outbox outbox = new VolatileOutbox(OutboxOptions.defaults());
        Queue<JobRequest> accepted = new ConcurrentLinkedQueue<>();

        ComputeHordeOptions options =
                ComputeHordeOptions.defaults("validator-1").withVersions("1.4.0", "1.1.0");
        WebSocketTransport transport =
                ComputeHordeClient.webSocket(options, facilitator, signer, WebSocketOptions.defaults());
        ComputeHordeClient client = ComputeHordeClient.create(
                options, transport, Frames.webSocket(), outbox, signer, FacilitatorObserver.NONE);
        client.onJob(accepted::add);
        client.start();
        Delivery delivery = client.send(StatusUpdate.of(job, JobStatus.ACCEPTED));
        delivery.settled().thenAccept(settlement -> System.out.println("the facilitator: " + settlement));

        assertThat(delivery.settled().toCompletableFuture().get(30, TimeUnit.SECONDS))
                .isEqualTo(new Settlement.Acknowledged(1));
        client.close(Duration.ofSeconds(5)).toCompletableFuture().get();
        transport.close();
        server.close();
        outbox.close();
    }

    @Test
    void theExampleIsThis() throws Exception {
        String source = squeeze(Files.readString(
                Path.of("src/test/java/io/assaylink/facilitator/dialect/computehorde/ReadmeComputeHordeTest.java")));
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("### ComputeHorde"));
        String example = section.split("```", -1)[1].substring("java".length());
        assertThat(List.of(example.split(";\n", -1)))
                .hasSizeGreaterThan(5)
                .allSatisfy(statement -> assertThat(source).contains(squeeze(statement)));
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }
}
