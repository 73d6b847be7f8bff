// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadLettersFullTest {
    private final ClientOptions options = ClientOptions.defaults("gw")
            .withRetry(RetryPolicy.exponential(Duration.ofMillis(5), 2, Duration.ofMillis(20)));
    private final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();

    @Test
    @DisplayName(
            "F18 no room for another dead letter: said once, nothing is dropped, and it goes on when there is room")
    void full() throws Exception {
        FacilitatorObserver observer = new FacilitatorObserver() {
            @Override
            public void alarm(Alarm alarm) {
                alarms.add(alarm);
            }
        };
        try (LoopbackTransport<ByteBuffer> transport =
                        LoopbackTransport.inRealTime("hub", LineFraming::new, options.receiveLimits());
                DevelopmentHub hub =
                        DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
                VolatileOutbox outbox =
                        new VolatileOutbox(OutboxOptions.defaults().withMaxDeadLetters(1));
                FacilitatorClient client =
                        FacilitatorClient.create(options, transport, Frames.bytes(), outbox, observer)) {
            hub.refuse(event ->
                    event.sequence() <= 2 ? Optional.of(Problem.of("schema.invalid", "no", false)) : Optional.empty());
            hub.start();
            client.start();
            client.send(HubContract.draft("chem-1"));
            Delivery second = client.send(HubContract.draft("chem-1"));
            await(new Alarm("dead-letters.full", 2, 2));
            await(new Alarm("outbox.failed", 0, 0));
            await(new Alarm("outbox.failed", 0, 0)); // it was tried again, and again there was no room
            Delivery third = client.send(HubContract.draft("chem-1"));
            get(third.accepted());
            assertThat(alarms).extracting(Alarm::code).doesNotContain("dead-letters.full");
            assertThat(second.settled().toCompletableFuture()).isNotDone();
            assertThat(get(client.outbox().discard(1))).isTrue();

            assertThat(get(second.settled())).isEqualTo(new Settlement.Refused(2, "schema.invalid"));
            assertThat(get(third.settled())).isEqualTo(new Settlement.Acknowledged(3));
            assertThat(outbox.depth().deadLetters()).isEqualTo(1);
        }
    }

    private void await(Alarm wanted) throws InterruptedException {
        for (Alarm next = alarms.poll(30, SECONDS); !wanted.equals(next); next = alarms.poll(30, SECONDS)) {
            assertThat(next).as("waiting for %s", wanted).isNotNull();
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }
}
