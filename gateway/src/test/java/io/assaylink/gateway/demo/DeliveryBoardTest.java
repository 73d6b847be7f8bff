// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.facilitator.instrument.DurableMessage;
import io.assaylink.facilitator.instrument.InstrumentProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryBoardTest {
    private final DeliveryBoard board = new DeliveryBoard(row -> {});

    private void durable(long sequence) {
        board.durable(new DurableMessage(
                "chem-1",
                "tcp-1",
                InstrumentProtocol.ASTM,
                "lab.result/1",
                10,
                1,
                sequence,
                sequence,
                Instant.EPOCH,
                Duration.ZERO,
                false));
    }

    private void stored(long sequence) {
        board.stored(
                new StoredEvent(sequence, "/demo", sequence, "id", "t", "chem-1", Instant.EPOCH, "{}".getBytes(UTF_8)));
    }

    @Test
    @DisplayName("what the hub acknowledged counts as delivered when the hub's own word is here, which comes behind")
    void hubTellsBehindItsAcknowledgement() throws Exception {
        durable(1);
        durable(2);
        assertThat(board.awaitHub(Duration.ZERO)).as("nothing is acknowledged").isTrue();
        board.acknowledged(1);
        assertThat(board.awaitHub(Duration.ofMillis(20))).isFalse();

        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                waiting.complete(board.awaitHub(Duration.ofSeconds(30)));
            } catch (InterruptedException interrupted) {
                waiting.completeExceptionally(interrupted);
            }
        });
        waiter.start();
        stored(1);

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(board.deliveredCount()).isEqualTo(1);
    }
}
