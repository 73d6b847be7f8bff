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
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadLettersFullTest {
    private final ClientOptions options = ClientOptions.defaults("gw")
            .withRetry(RetryPolicy.exponential(Duration.ofMillis(5), 2, Duration.ofMillis(20)));
    private final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();
    private final FacilitatorObserver observer = new FacilitatorObserver() {
        @Override
        public void alarm(Alarm alarm) {
            alarms.add(alarm);
        }
    };

    /** The outbox, but each call for a dead letter is announced to {@code asked}, which may throw in its place. */
    private static Outbox watched(Outbox outbox, Callable<?> asked) {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, args) -> {
                    if (method.getName().equals("deadLetter")) {
                        try {
                            asked.call();
                        } catch (OutboxException failure) {
                            return CompletableFuture.failedStage(failure);
                        }
                    }
                    return method.invoke(outbox, args);
                });
    }

    private DevelopmentHub hub(LoopbackTransport<ByteBuffer> transport) throws Exception {
        return DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
    }

    private static void start(DevelopmentHub hub, int refused, FacilitatorClient client) throws Exception {
        hub.refuse(event -> event.sequence() <= refused
                ? Optional.of(Problem.of("schema.invalid", "no", false))
                : Optional.empty());
        hub.start();
        client.start();
    }

    @Test
    @DisplayName(
            "F18 no room for another dead letter: said once, nothing is dropped, and it goes on when there is room")
    void full() throws Exception {
        CountDownLatch asked = new CountDownLatch(4); // for the first once, for the second again and again
        try (LoopbackTransport<ByteBuffer> transport =
                        LoopbackTransport.inRealTime("hub", LineFraming::new, options.receiveLimits());
                DevelopmentHub hub = hub(transport);
                VolatileOutbox outbox =
                        new VolatileOutbox(OutboxOptions.defaults().withMaxDeadLetters(1));
                FacilitatorClient client = FacilitatorClient.create(
                        options,
                        transport,
                        Frames.bytes(),
                        watched(outbox, () -> {
                            asked.countDown();
                            return asked;
                        }),
                        observer)) {
            start(hub, 2, client);
            client.send(HubContract.draft("chem-1"));
            Delivery second = client.send(HubContract.draft("chem-1"));
            await(new Alarm("dead-letters.full", 2, 2));
            assertThat(asked.await(30, SECONDS)).isTrue();
            Delivery third = client.send(HubContract.draft("chem-1"));
            get(third.accepted());
            assertThat(second.settled().toCompletableFuture()).isNotDone();
            assertThat(get(client.outbox().discard(1))).isTrue();

            assertThat(get(second.settled())).isEqualTo(new Settlement.Refused(2, "schema.invalid"));
            assertThat(get(third.settled())).isEqualTo(new Settlement.Acknowledged(3));
            assertThat(outbox.depth().deadLetters()).isEqualTo(1);
            assertThat(alarms).extracting(Alarm::code).doesNotContain("dead-letters.full", "outbox.failed");
        }
    }

    @Test
    @DisplayName("F18 a dead letter that could not be written is said, and written with the next try")
    void failed() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (LoopbackTransport<ByteBuffer> transport =
                        LoopbackTransport.inRealTime("hub", LineFraming::new, options.receiveLimits());
                DevelopmentHub hub = hub(transport);
                VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
                FacilitatorClient client = FacilitatorClient.create(
                        options,
                        transport,
                        Frames.bytes(),
                        watched(outbox, () -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new OutboxException(OutboxException.Code.STORE_FAILED, "told to");
                            }
                            return asked;
                        }),
                        observer)) {
            start(hub, 1, client);
            Delivery only = client.send(HubContract.draft("chem-1"));

            await(new Alarm("outbox.failed", 1, 1));
            assertThat(get(only.settled())).isEqualTo(new Settlement.Refused(1, "schema.invalid"));
            assertThat(asked).hasValue(2);
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
