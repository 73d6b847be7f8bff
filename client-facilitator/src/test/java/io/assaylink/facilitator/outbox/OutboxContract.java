// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static io.assaylink.facilitator.outbox.Drafts.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
abstract class OutboxContract {
    private final List<Outbox> opened = new ArrayList<>();

    abstract Outbox make(OutboxOptions options) throws Exception;

    final Outbox open(OutboxOptions options) throws Exception {
        Outbox outbox = make(options.withLowDiskBytes(0));
        opened.add(outbox);
        return outbox;
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
    void quarantineIsAccepted() throws Exception {
        Outbox outbox = open(OutboxOptions.defaults());
        get(outbox.quarantine("chem-1", "FRAME_CHECKSUM", "noise".getBytes(UTF_8)));
        assertThat(outbox.depth().events()).isZero();
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
    }
}
