// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import static io.assaylink.hl7.mllp.commit.End.SECOND;
import static io.assaylink.hl7.mllp.commit.End.framed;
import static io.assaylink.hl7.mllp.commit.End.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.mllp.commit.CommitEvent.Cause;
import io.assaylink.hl7.mllp.commit.CommitEvent.CloseWanted;
import io.assaylink.hl7.mllp.commit.CommitEvent.Committed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Failed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Received;
import io.assaylink.hl7.mllp.commit.CommitEvent.Repeated;
import io.assaylink.hl7.mllp.commit.CommitEvent.Resent;
import io.assaylink.hl7.mllp.commit.CommitEvent.Unexpected;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** MLLP Release 2: what source and destination owe each other (5.2). */
class CommitDialogueTest {

    private static final String ACK = framed("\u0006");
    private static final String NAK = framed("\u0015");

    private final End end = End.withDefaults();

    @Test
    @DisplayName("5.2 the source waits for the commit block before any other block")
    void sourceWaits() {
        end.sends(result("1"));
        assertThat(end.written()).containsExactly(result("1"));
        assertThat(end.dialogue.isReady()).isFalse();
        assertThatThrownBy(() -> end.sends(result("2"))).isInstanceOf(IllegalStateException.class);
        end.hears(ACK);
        assertThat(end.events).containsExactly(new Committed(1));
        assertThat(end.dialogue.isReady()).isTrue();
        assertThat(end.dialogue.nextDeadline(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("5.2 silence: sent again after the timeout, and failed after the last attempt")
    void silence() {
        end.sends(result("1"));
        assertThat(end.dialogue.nextDeadline(0)).isEqualTo(30 * SECOND);
        end.passes(30 * SECOND - 1);
        assertThat(end.events).isEmpty();
        end.passes(1);
        end.passes(30 * SECOND);
        end.passes(30 * SECOND);
        assertThat(end.events)
                .containsExactly(
                        new Resent(2, Cause.TIMED_OUT), new Resent(3, Cause.TIMED_OUT), new Failed(Cause.TIMED_OUT, 3));
        assertThat(end.written()).containsExactly(result("1"), result("1"), result("1"));
    }

    @Test
    @DisplayName("5.2 a negative commit block: sent again after a pause, and failed after the last attempt")
    void refused() {
        end.sends(result("1"));
        end.hears(NAK);
        assertThat(end.dialogue.nextDeadline(0)).isEqualTo(SECOND);
        end.passes(SECOND);
        end.hears(NAK);
        end.passes(SECOND);
        end.hears(NAK);
        assertThat(end.events)
                .containsExactly(
                        new Resent(2, Cause.REFUSED), new Resent(3, Cause.REFUSED), new Failed(Cause.REFUSED, 3));
        assertThat(end.written()).hasSize(3);
        assertThat(end.dialogue.isReady()).as("every attempt was answered").isTrue();
    }

    @Test
    @DisplayName("5.2 a late commit block is never taken for the next block")
    void lateCommit() {
        end.sends(result("1"));
        end.passes(30 * SECOND);
        end.hears(ACK); // for the first attempt
        assertThat(end.events).last().isEqualTo(new Committed(2));
        assertThat(end.dialogue.isReady()).as("one more commit block is owed").isFalse();
        end.hears(ACK); // for the second
        assertThat(end.events).last().isEqualTo(new Unexpected(5, true));
        assertThat(end.dialogue.isReady()).isTrue();
        end.sends(result("2"));
        assertThat(end.all(Committed.class)).hasSize(1);
    }

    @Test
    @DisplayName("5.2 a commit block that is owed is waited for once more; then only a new connection is safe")
    void owedCommitThatNeverComes() {
        end.sends(result("1"));
        end.passes(30 * SECOND);
        end.hears(ACK);
        end.passes(30 * SECOND - 1);
        assertThat(end.events).last().isEqualTo(new Committed(2));
        end.passes(1);
        assertThat(end.events).last().isEqualTo(new CloseWanted());
        assertThat(end.dialogue.isReady()).isFalse();
        assertThat(end.dialogue.nextDeadline(end.now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aRefusalOfAnEarlierAttemptDoesNotEndTheLaterOne() {
        end.sends(result("1"));
        end.passes(30 * SECOND);
        end.hears(NAK + ACK);
        assertThat(end.all(Committed.class)).containsExactly(new Committed(2));
        assertThat(end.dialogue.isReady()).isTrue();
    }

    @Test
    void aCommitBlockNobodyWaitsForIsReported() {
        end.hears(ACK + NAK);
        assertThat(end.events).containsExactly(new Unexpected(1, true), new Unexpected(5, false));
        assertThat(end.dialogue.isReady()).isTrue();
    }

    @Test
    @DisplayName("5.2 the destination answers after safe storage, in order of arrival")
    void destinationAnswersAfterStorage() {
        end.hears(framed(result("1")) + framed(result("2")) + framed(result("3")));
        assertThat(end.written()).isEmpty();
        end.dialogue.stored(end.block(1));
        assertThat(end.written()).isEmpty();
        end.dialogue.notStored(end.block(0));
        assertThat(end.written()).containsExactly("NAK", "ACK");
        end.dialogue.stored(end.block(2));
        assertThat(end.written()).containsExactly("ACK");
        assertThatThrownBy(() -> end.dialogue.stored(end.block(2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> end.dialogue.stored(99)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("5.2 order on the wire: content, commit, HL7 answer, commit; content may cross")
    void commitIsNoHl7Acknowledgment() {
        end.hears(framed(result("1")));
        end.sends(result("crossing"));
        end.dialogue.stored(end.block(0));
        assertThat(end.written()).containsExactly(result("crossing"), "ACK");
        end.hears(framed("MSH|^~\\&|LIS||||2024||ACK|9|P|2.5.1\rMSA|AA|1\r"));
        assertThat(end.all(Received.class)).hasSize(2);
        end.dialogue.stored(end.block(1));
        assertThat(end.written()).containsExactly("ACK");
        end.hears(ACK);
        assertThat(end.all(Committed.class)).hasSize(1);
    }

    @Test
    @DisplayName("5.2 a frame that stops is dropped after 60 s and reading goes on; it gets no answer")
    void inFrameTimeout() {
        end.hears("\u000b" + result("1"));
        end.passes(60 * SECOND);
        assertThat(end.decoder.midFrame()).isFalse();
        end.hears(framed(result("1")));
        assertThat(end.all(Received.class))
                .extracting(Received::possibleDuplicate)
                .containsExactly(false);
        end.dialogue.stored(end.block(0));
        assertThat(end.written()).containsExactly("ACK");
    }

    @Test
    void whatIsNoMessageIsAnsweredNegatively() {
        end.hears(framed("hello, this is no HL7") + framed("") + framed(result("1")));
        assertThat(end.written()).containsExactly("NAK", "NAK");
        end.dialogue.stored(end.block(0));
        assertThat(end.written()).containsExactly("ACK");
        end.hears("\u000bMSH|^~\\&|lost" + framed(result("2")));
        end.dialogue.stored(end.block(1));
        assertThat(end.written())
                .as("a frame that was broken off has no answer of its own")
                .containsExactly("ACK");
    }

    @Test
    @DisplayName("5.2 a block sent again because the commit block was lost is answered again, not delivered")
    void repeatOfTheLastBlock() {
        end.hears(framed(result("1")));
        end.hears(framed(result("1"))); // before it is settled
        end.dialogue.stored(end.block(0));
        assertThat(end.written()).containsExactly("ACK", "ACK");
        end.hears(framed(result("1"))); // after the commit block was written
        assertThat(end.written()).containsExactly("ACK");
        assertThat(end.all(Received.class)).hasSize(1);
        assertThat(end.all(Repeated.class)).hasSize(2);
    }

    @Test
    @DisplayName("5.2 a repeat on a new connection is known while its commit block was never written")
    void repeatOnANewConnection() {
        CommitMemory memory = new CommitMemory(10);
        End first = new End(CommitOptions.defaults(), memory);
        first.hears(framed(result("1")));
        first.dialogue.closed(first.events::add);
        first.dialogue.stored(first.block(0));
        assertThat(first.written()).isEmpty();
        End second = new End(CommitOptions.defaults(), memory);
        second.hears(framed(result("1")));
        assertThat(second.all(Received.class)).isEmpty();
        assertThat(second.written()).containsExactly("ACK");
        End third = new End(CommitOptions.defaults(), memory);
        third.hears(framed(result("1"))); // the commit block was written since
        assertThat(third.all(Received.class))
                .extracting(Received::possibleDuplicate)
                .containsExactly(true);
    }

    @Test
    void theSameIdWithOtherBytesIsDeliveredAndMarked() {
        end.hears(framed(result("1")) + framed(result("1") + "OBX|1\r"));
        assertThat(end.all(Received.class))
                .extracting(Received::possibleDuplicate)
                .containsExactly(false, true);
        end.hears(framed("MSH|^~\\&|OTHER|LAB|||2024||ORU^R01|1|P|2.5.1\r"));
        assertThat(end.all(Received.class))
                .last()
                .extracting(Received::possibleDuplicate)
                .isEqualTo(false);
    }

    @Test
    void aRefusedBlockIsNoDuplicateWhenItComesAgain() {
        end.hears(framed(result("1")));
        end.dialogue.notStored(end.block(0));
        end.hears(framed(result("1")));
        assertThat(end.all(Received.class))
                .extracting(Received::possibleDuplicate)
                .containsExactly(false, false);
        end.dialogue.stored(end.block(1));
        assertThat(end.written()).containsExactly("NAK", "ACK");
    }

    @Test
    void withoutMsh10TheBytesTell() {
        String noId = "MSH|^~\\&|A\rPID|1\r";
        end.hears(framed(noId) + framed(noId) + framed("MSH|^~\\&|A\rPID|2\r"));
        assertThat(end.all(Received.class))
                .extracting(Received::possibleDuplicate)
                .containsExactly(false, false);
        assertThat(end.all(Repeated.class)).hasSize(1);
    }

    @Test
    void theMemoryIsBoundedAndForgetsTheOldest() {
        End small = new End(CommitOptions.defaults(), new CommitMemory(2));
        for (String id : new String[] {"1", "2", "3"}) {
            small.hears(framed(result(id)));
            small.dialogue.stored(small.block(Integer.parseInt(id) - 1));
            assertThat(small.written()).containsExactly("ACK");
        }
        small.hears(framed(result("2")) + framed(result("1")));
        assertThat(small.all(Received.class).get(3).possibleDuplicate()).isTrue();
        assertThat(small.all(Received.class).get(4).possibleDuplicate()).isFalse();
    }

    @Test
    void readingStopsWhileAsManyBlocksAreHeldAsMayBe() {
        End small = new End(CommitOptions.defaults().withHeldLimit(2), new CommitMemory(10));
        small.hears(framed(result("1")));
        assertThat(small.dialogue.wantsBytes()).isTrue();
        small.hears(framed(result("2")) + framed(result("3")));
        assertThat(small.dialogue.wantsBytes()).isFalse();
        assertThat(small.all(Received.class))
                .as("what was read already is kept")
                .hasSize(3);
        small.dialogue.stored(small.block(0));
        small.dialogue.stored(small.block(1));
        assertThat(small.dialogue.wantsBytes()).isTrue();
    }

    @Test
    void theEndOfTheConnectionFailsWhatWaits() {
        end.sends(result("1"));
        end.dialogue.closed(end.events::add);
        assertThat(end.events).containsExactly(new Failed(Cause.CLOSED, 1));
        assertThat(end.written()).isEmpty();
        assertThat(end.dialogue.wantsBytes()).isFalse();
        assertThatThrownBy(() -> end.sends(result("2"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void misuseIsAnException() {
        assertThatThrownBy(() -> end.sends("a\u001cb")).isInstanceOf(IllegalArgumentException.class);
        assertThat(end.dialogue.isReady()).isTrue();
        CommitOptions options = CommitOptions.defaults();
        assertThatThrownBy(() -> options.withAttempts(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withAttempts(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withPause(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withHeldLimit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommitMemory(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
