// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static io.assaylink.facilitator.outbox.Drafts.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every outbox keeps to, durable or not. */
public abstract class OutboxContract {
    private final List<Outbox> opened = new ArrayList<>();

    protected OutboxContract() {}

    protected abstract Outbox make(OutboxOptions options) throws Exception;

    /** One that forgets what is acknowledged. */
    protected final Outbox open(OutboxOptions options) throws Exception {
        return retaining(options.withRetention(OutboxOptions.Retention.none()));
    }

    protected final Outbox retaining(OutboxOptions options) throws Exception {
        Outbox outbox = make(options.withLowDiskBytes(0));
        opened.add(outbox);
        return outbox;
    }

    private static OutboxOptions retention(int count, long bytes) {
        return OutboxOptions.defaults()
                .withRetention(new OutboxOptions.Retention(Duration.ofHours(24), count, bytes, 100));
    }

    private static List<Long> sequences(Outbox outbox, long after) {
        return get(outbox.read(after, 1000, 1 << 20)).stream()
                .map(Stored::sequence)
                .toList();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Outbox::close);
    }

    @Test
    void anEmptyOutboxHasAnIdAndNothingElse() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        assertThat(outbox.id()).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(outbox.last()).isZero();
        assertThat(outbox.acknowledged()).isZero();
        assertThat(outbox.depth().events()).isZero();
        assertThat(outbox.depth().oldest()).isEmpty();
        assertThat(get(outbox.read(0, 10, 1000))).isEmpty();
    }

    @Test
    void twoOutboxesHaveTwoIds() throws Exception {
        assertThat(open(OutboxOptions.defaults()).id()).isNotEqualTo(new VolatileOutbox(OutboxOptions.defaults()).id());
    }

    @Test
    void sequencesAreContiguousFromOneInOrderOfCalls() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        List<CompletionStage<Stored>> stages = new ArrayList<>();
        for (int n = 1; n <= 300; n++) {
            stages.add(outbox.append(Drafts.of(n)));
        }
        for (int n = 1; n <= 300; n++) {
            Stored stored = get(stages.get(n - 1));
            assertThat(stored.sequence()).isEqualTo(n);
            assertThat(Drafts.same(stored, Drafts.of(n))).isTrue();
        }
        assertThat(outbox.last()).isEqualTo(300);
    }

    @Test
    void futuresEndInOrderAndOnce() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        List<Long> ended = new CopyOnWriteArrayList<>();
        // not joined: a thread that waits for a future helps to run its callbacks, out of turn
        CountDownLatch calledBack = new CountDownLatch(200);
        CompletableFuture<Void> registered = holdWriter(outbox);
        for (int n = 1; n <= 200; n++) {
            var unused = outbox.append(Drafts.of(n)).whenComplete((stored, failed) -> {
                ended.add(stored.sequence());
                calledBack.countDown();
            });
        }
        registered.complete(null);
        assertThat(calledBack.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ended).hasSize(200).isSorted().doesNotHaveDuplicates();
    }

    /** Keeps the thread that completes futures busy until released: callbacks registered meanwhile run there. */
    private static CompletableFuture<Void> holdWriter(Outbox outbox) {
        CompletableFuture<Void> release = new CompletableFuture<>();
        Thread test = Thread.currentThread();
        // a read that is over before its callback is registered calls back on this thread: try again
        for (int attempt = 0; attempt < 1000; attempt++) {
            CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
            var unused = outbox.read(0, 1, 1).whenComplete((rows, failed) -> {
                elsewhere.complete(!Thread.currentThread().equals(test));
                if (elsewhere.join()) {
                    Drafts.get(release);
                }
            });
            if (Drafts.get(elsewhere)) {
                break;
            }
        }
        return release;
    }

    @Test
    void whatIsReadIsWhatWasAppended() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        List<Stored> written = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            written.add(get(outbox.append(Drafts.of(n))));
        }
        List<Stored> read = get(outbox.read(0, 100, 1 << 20));
        assertThat(read).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(read.get(i).id()).isEqualTo(written.get(i).id());
            assertThat(Drafts.same(read.get(i), Drafts.of(i + 1))).isTrue();
        }
        assertThat(read).extracting(Stored::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readStopsAtCountAndBytesButGivesOneAtLeast() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        for (int n = 1; n <= 5; n++) {
            get(outbox.append(Drafts.of("chem-1", n, 86))); // 100 bytes each
        }
        assertThat(get(outbox.read(1, 3, 1 << 20))).extracting(Stored::sequence).containsExactly(2L, 3L, 4L);
        assertThat(get(outbox.read(0, 9, 250))).extracting(Stored::sequence).containsExactly(1L, 2L);
        assertThat(get(outbox.read(3, 9, 1))).extracting(Stored::sequence).containsExactly(4L);
        assertThat(get(outbox.read(5, 9, 1))).isEmpty();
    }

    @Test
    void acknowledgeForgetsUpToItsNumberAndNoFurther() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        for (int n = 1; n <= 10; n++) {
            get(outbox.append(Drafts.of("chem-1", n, 86)));
        }
        get(outbox.acknowledge(4));
        get(outbox.acknowledge(2)); // lower: ignored
        assertThat(outbox.acknowledged()).isEqualTo(4);
        assertThat(get(outbox.read(0, 100, 1 << 20)))
                .extracting(Stored::sequence)
                .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(outbox.depth())
                .isEqualTo(new OutboxDepth(
                        6, outbox.depth().bytes(), java.util.Optional.of(Drafts.ACCEPTED.plusSeconds(5)), 0));
        assertThat(outbox.last()).isEqualTo(10);
    }

    @Test
    void anAcknowledgementBeyondTheLastIsMisuseAndDeletesNothing() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        get(outbox.append(Drafts.of(1)));
        assertThatThrownBy(() -> get(outbox.acknowledge(2))).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(outbox.acknowledged()).isZero();
        assertThat(get(outbox.read(0, 9, 1 << 20))).hasSize(1);
    }

    @Test
    void aDeadLetterIsReadNoMoreAndItsNumberIsNotReused() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        for (int n = 1; n <= 3; n++) {
            get(outbox.append(Drafts.of(n)));
        }
        get(outbox.deadLetter(2, "schema.invalid", "/specimens/0/id is missing"));
        get(outbox.deadLetter(2, "schema.invalid", "again: ignored"));
        assertThat(get(outbox.read(0, 9, 1 << 20))).extracting(Stored::sequence).containsExactly(1L, 3L);
        assertThat(outbox.depth().deadLetters()).isEqualTo(1);
        assertThat(outbox.depth().events()).isEqualTo(2);
        assertThat(get(outbox.append(Drafts.of(4))).sequence()).isEqualTo(4);
    }

    @Test
    @DisplayName("F21 an event above the limit is refused at append")
    void tooLarge() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults().withMaxDataBytes(100));
        assertThat(refusal(outbox.append(Drafts.of("chem-1", 1, 200)))).isEqualTo(OutboxException.Code.TOO_LARGE);
        assertThat(get(outbox.append(Drafts.of("chem-1", 1, 10))).sequence()).isEqualTo(1);
    }

    @Test
    @DisplayName("F19 at the bound appends are refused, and taken again after an acknowledgement")
    void fullAndFreedAgain() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults().withMaxStoredBytes(350));
        for (int n = 1; n <= 3; n++) {
            get(outbox.append(Drafts.of("chem-1", n, 86)));
        }
        assertThat(refusal(outbox.append(Drafts.of("chem-1", 4, 86)))).isEqualTo(OutboxException.Code.FULL);
        get(outbox.acknowledge(1));
        assertThat(get(outbox.append(Drafts.of("chem-1", 4, 86))).sequence()).isEqualTo(4);
    }

    @Test
    @DisplayName("F16 acknowledged events are kept up to the bounds of the retention, and wait no more")
    void retained() throws Exception {
        Outbox outbox = retaining(retention(3, 1 << 20));
        for (int n = 1; n <= 8; n++) {
            get(outbox.append(Drafts.of(n)));
        }
        get(outbox.acknowledge(2));
        assertThat(sequences(outbox, 0)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        get(outbox.acknowledge(6));

        assertThat(sequences(outbox, 0)).containsExactly(4L, 5L, 6L, 7L, 8L);
        assertThat(Drafts.same(get(outbox.read(3, 1, 1)).get(0), Drafts.of(4))).isTrue();
        assertThat(outbox.depth().events()).isEqualTo(2);
        assertThat(outbox.depth().oldest()).contains(Drafts.ACCEPTED.plusSeconds(7));
        assertThat(sequences(outbox, outbox.acknowledged())).containsExactly(7L, 8L);
    }

    @Test
    @DisplayName("F16 the retention is bounded in bytes")
    void retainedBytes() throws Exception {
        Outbox outbox = retaining(retention(100, 250));
        for (int n = 1; n <= 5; n++) {
            get(outbox.append(Drafts.bare("chem-1", n, 86))); // 100 bytes each
        }
        get(outbox.acknowledge(4));

        assertThat(sequences(outbox, 0)).containsExactly(3L, 4L, 5L);
    }

    @Test
    void theEventsOfOneMessageAreStoredTogetherOrNotAtAll() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults().withMaxStoredBytes(350).withMaxDataBytes(150));
        get(outbox.append(Drafts.of("chem-1", 1, 86)));
        List<Stored> message = get(outbox.append(List.of(Drafts.bare("chem-1", 2, 10), Drafts.bare("chem-2", 3, 10))));
        assertThat(message).extracting(Stored::sequence).containsExactly(2L, 3L);

        assertThat(refusal(outbox.append(List.of(Drafts.bare("chem-1", 4, 10), Drafts.bare("chem-1", 5, 200)))))
                .isEqualTo(OutboxException.Code.TOO_LARGE);
        assertThat(refusal(outbox.append(List.of(Drafts.bare("chem-1", 4, 100), Drafts.bare("chem-1", 5, 100)))))
                .isEqualTo(OutboxException.Code.FULL);

        assertThat(outbox.last()).isEqualTo(3);
        assertThat(sequences(outbox, 0)).containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> outbox.append(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRemovedEventIsReadNoMoreAndItsNumberIsNotReused() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        for (int n = 1; n <= 3; n++) {
            get(outbox.append(Drafts.of(n)));
        }
        get(outbox.acknowledge(1));

        assertThat(get(outbox.remove(2, "revoked"))).isTrue();
        assertThat(get(outbox.remove(2, "revoked"))).isFalse();
        assertThat(get(outbox.remove(1, "revoked"))).isFalse();
        assertThat(get(outbox.remove(9, "revoked"))).isFalse();

        assertThat(sequences(outbox, 0)).containsExactly(3L);
        assertThat(outbox.depth().events()).isEqualTo(1);
        assertThat(outbox.depth().deadLetters()).isZero();
        assertThat(get(outbox.append(Drafts.of(4))).sequence()).isEqualTo(4);
    }

    @Test
    void theLatestOfAKeyTakesThePlaceOfTheOneThatWaits() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        get(outbox.append(Drafts.of(1).withLatest("status/chem-1")));
        get(outbox.append(Drafts.of(2)));
        get(outbox.append(Drafts.of(3).withLatest("status/chem-2")));
        Stored newer = get(outbox.append(Drafts.of(4).withLatest("status/chem-1")));

        assertThat(newer.replaced()).hasValue(1);
        assertThat(sequences(outbox, 0)).containsExactly(2L, 3L, 4L);
        assertThat(outbox.depth().events()).isEqualTo(3);
        get(outbox.acknowledge(4));
        assertThat(get(outbox.append(Drafts.of(5).withLatest("status/chem-1"))).replaced())
                .isEmpty();
    }

    @Test
    void anEventKeepsItsExpiryToTheMillisecond() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        Instant expiry = Instant.parse("2026-11-20T13:33:08.123456789Z");
        get(outbox.append(Drafts.of(1).withExpiry(expiry)));

        assertThat(get(outbox.read(0, 1, 1)).get(0).expiry()).contains(Instant.parse("2026-11-20T13:33:08.123Z"));
    }

    @Test
    void deadLettersAreListedReQueuedAndDiscarded() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        for (int n = 1; n <= 4; n++) {
            get(outbox.append(Drafts.of(n)));
        }
        get(outbox.deadLetter(2, "schema.invalid", "/specimens/0/id is missing"));
        get(outbox.deadLetter(3, "too.large", ""));
        List<DeadLetter> letters = get(outbox.deadLetters(0, 10));
        assertThat(letters).extracting(DeadLetter::code).containsExactly("schema.invalid", "too.large");
        assertThat(letters.get(0).detail()).isEqualTo("/specimens/0/id is missing");
        assertThat(letters.get(0).remedy()).isNotEmpty();
        assertThat(Drafts.same(letters.get(0).event(), Drafts.of(2))).isTrue();
        assertThat(get(outbox.deadLetters(letters.get(0).number(), 10))).hasSize(1);
        assertThat(get(outbox.deadLetters(0, 1))).hasSize(1);

        Stored again = get(outbox.requeue(letters.get(0).number()));
        assertThat(again.sequence()).isEqualTo(5);
        assertThat(Drafts.same(again, Drafts.of(2))).isTrue();
        assertThat(get(outbox.discard(letters.get(1).number()))).isTrue();
        assertThat(get(outbox.discard(letters.get(1).number()))).isFalse();

        assertThatThrownBy(() -> get(outbox.requeue(letters.get(0).number())))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(outbox.depth().deadLetters()).isZero();
        assertThat(sequences(outbox, 0)).containsExactly(1L, 4L, 5L);
    }

    @Test
    @DisplayName("F18 at the bound of the dead letters nothing is dropped: one more is refused")
    void deadLettersAreBounded() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults().withMaxDeadLetters(1));
        get(outbox.append(Drafts.of(1)));
        get(outbox.append(Drafts.of(2)));
        get(outbox.deadLetter(1, "schema.invalid", ""));

        assertThat(refusal(outbox.deadLetter(2, "schema.invalid", ""))).isEqualTo(OutboxException.Code.FULL);
        assertThat(sequences(outbox, 0)).containsExactly(2L);
        get(outbox.discard(get(outbox.deadLetters(0, 1)).get(0).number()));
        get(outbox.deadLetter(2, "schema.invalid", ""));
        assertThat(outbox.depth().deadLetters()).isEqualTo(1);
    }

    @Test
    @DisplayName("F17 a new epoch: another id, what waits counts from 1 in the same order, dead letters stay")
    void renewed() throws Exception {
        Outbox outbox = retaining(retention(100, 1 << 20));
        String before = outbox.id();
        for (int n = 1; n <= 6; n++) {
            get(outbox.append(Drafts.of(n)));
        }
        get(outbox.acknowledge(2));
        get(outbox.deadLetter(4, "schema.invalid", ""));

        assertThat(get(outbox.renew())).isEqualTo(2);

        assertThat(outbox.id()).isNotEqualTo(before).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(outbox.last()).isEqualTo(4);
        assertThat(outbox.acknowledged()).isZero();
        List<Stored> waiting = get(outbox.read(0, 10, 1 << 20));
        assertThat(waiting).extracting(Stored::sequence).containsExactly(1L, 3L, 4L);
        assertThat(Drafts.same(waiting.get(1), Drafts.of(5))).isTrue();
        assertThat(get(outbox.append(Drafts.of(7))).sequence()).isEqualTo(5);
        get(outbox.acknowledge(3));
        assertThat(outbox.depth().events()).isEqualTo(2);
        DeadLetter letter = get(outbox.deadLetters(0, 10)).get(0);
        assertThat(Drafts.same(get(outbox.requeue(letter.number())), Drafts.of(4)))
                .isTrue();
        assertThat(outbox.last()).isEqualTo(6);
    }

    @Test
    void howFarTheHubsEventsWereTakenIsRemembered() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        assertThat(outbox.received()).isEqualTo(Received.NOTHING);

        get(outbox.received(new Received("/hubs/main", 412)));

        assertThat(outbox.received()).isEqualTo(new Received("/hubs/main", 412));
    }

    @Test
    void quarantineIsAccepted() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        assertThat(get(outbox.quarantine("chem-1", "FRAME_CHECKSUM", "noise".getBytes(UTF_8))))
                .isZero();
        assertThat(outbox.depth().events()).isZero();
        assertThat(get(outbox.quarantined(1, 9, 1 << 20))).isEmpty();
    }

    @Test
    void afterCloseEverythingIsRefused() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        CompletionStage<Stored> before = outbox.append(Drafts.of(1));
        outbox.close();
        outbox.close();
        assertThat(get(before).sequence()).isEqualTo(1);
        assertThat(refusal(outbox.append(Drafts.of(2)))).isEqualTo(OutboxException.Code.CLOSED);
        assertThat(refusal(outbox.read(0, 1, 1))).isEqualTo(OutboxException.Code.CLOSED);
        assertThat(refusal(outbox.acknowledge(1))).isEqualTo(OutboxException.Code.CLOSED);
        assertThat(refusal(outbox.deadLetter(1, "x", "y"))).isEqualTo(OutboxException.Code.CLOSED);
        assertThat(refusal(outbox.quarantine("x", "y", new byte[1]))).isEqualTo(OutboxException.Code.CLOSED);
        assertThat(refusal(outbox.quarantined(0, 1, 1))).isEqualTo(OutboxException.Code.CLOSED);
    }
}
