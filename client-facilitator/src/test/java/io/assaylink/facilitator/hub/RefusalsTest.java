// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.hub.Refusals.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub remembers of its refusals, and for how long. */
class RefusalsTest {
    private static final Problem NO = new Problem("schema.invalid", "no", false, Duration.ZERO, "/x");

    private static Refused refused(String source, long sequence) {
        return new Refused(source, sequence, NO);
    }

    @Test
    void eachSourceHasItsOwn() {
        Refusals refusals = new Refusals(List.of(refused("a", 3), refused("a", 7), refused("b", 5)));

        assertThat(refusals.of("a", 3)).contains(NO);
        assertThat(refusals.of("a", 5)).isEmpty();
        assertThat(refusals.first("a", 4)).hasValue(7);
        assertThat(refusals.first("b", 6)).isEmpty();
        assertThat(refusals.first("c", 1)).isEmpty();
    }

    @Test
    void whatIsKnownIsForgottenAndTheRestIsNot() {
        Refusals refusals = new Refusals(List.of(refused("a", 3), refused("a", 7), refused("b", 3)));

        assertThat(refusals.learnt("a", 3)).isTrue();
        assertThat(refusals.learnt("a", 6)).isFalse();
        assertThat(refusals.learnt("c", 6)).isFalse();
        assertThat(refusals.of("a", 3)).isEmpty();
        assertThat(refusals.of("a", 7)).contains(NO);
        assertThat(refusals.of("b", 3)).contains(NO);
    }

    @Test
    void aStoreHasThemAfterItWasOpenedAgain(@TempDir Path directory) throws Exception {
        try (HubStore store = new SqliteHubStore(directory.resolve("hub.db"))) {
            store.store(List.of(), List.of(refused("a", 1), refused("a", 2), refused("a", 9)), Map.of("a", 9L));
            store.learnt("a", 1);
        }
        try (HubStore store = new SqliteHubStore(directory.resolve("hub.db"))) {
            assertThat(store.refused()).containsExactlyInAnyOrder(refused("a", 2), refused("a", 9));
            store.lose("a", 5);
            assertThat(store.refused()).containsExactly(refused("a", 2));
        }
    }

    @Test
    void noSourceHasMoreOfThemThanItsWindow() throws Exception {
        MemoryHubStore store = new MemoryHubStore();
        long total = 1000;
        try (Intake intake = new Intake(store, 16, new Misbehaviour(), event -> Optional.of(NO), event -> {})) {
            Heard heard = new Heard();
            for (long sequence = 1; sequence <= total; sequence++) {
                intake.event(heard, event(sequence));
                if (sequence % 16 == 0) {
                    heard.awaits(sequence);
                }
            }
            heard.awaits(total);
            assertThat(store.refused()).hasSizeLessThanOrEqualTo(32);
            assertThat(intake.resume("/raw/1", total - 3)).isEqualTo(total - 4);
        }
    }

    @Test
    void aClientThatIsAheadOfAHubKnowsNothingOfWhatIsRefusedLater() throws Exception {
        try (Intake intake =
                new Intake(new MemoryHubStore(), 16, new Misbehaviour(), event -> Optional.of(NO), event -> {})) {
            Heard heard = new Heard();
            assertThat(intake.resume("/raw/1", 100)).isZero();
            for (long sequence = 1; sequence <= 3; sequence++) {
                intake.event(heard, event(sequence));
                heard.awaits(sequence);
            }

            assertThat(intake.resume("/raw/1", 1)).isZero();
        }
    }

    private static Envelope.Message event(long sequence) throws Exception {
        byte[] frame = EnvelopeWriter.event(
                "t",
                "/raw/1",
                "id" + sequence,
                sequence,
                Instant.EPOCH,
                "chem-1",
                "{}".getBytes(StandardCharsets.UTF_8));
        return (Envelope.Message) new EnvelopeReader(1 << 20).read(frame);
    }

    /** The highest that was acknowledged. */
    private static final class Heard implements Intake.Answers {
        private long upto;

        @Override
        public void send(byte[] frame) {}

        @Override
        public synchronized void acknowledge(long acknowledged) {
            upto = acknowledged;
            notifyAll();
        }

        @Override
        public void failed(int code, String text) {}

        synchronized void awaits(long wanted) throws InterruptedException {
            long end = System.nanoTime() + 30_000_000_000L;
            while (upto < wanted) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("acknowledged " + upto + " of " + wanted);
                }
                wait(left);
            }
        }
    }
}
