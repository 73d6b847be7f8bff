// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.profile.ControlNaming;
import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.CloseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AstmEndpointTest {
    private static final String HEADER = "H|\\^&|||ACME^CH-200|||||||P|LIS2-A2|20261120143205<CR>";
    private static final String RESULT =
            "P|1||PID-0001<CR>O|1|S-1||^^^GLU|R<CR>R|1|^^^GLU|5.4|mmol/L||N||F<CR>L|1|N<CR>";

    private final Bench bench = new Bench(InstrumentOptions.defaults("chem-1"));

    /** Frames of up to 40 characters, so that a test can read. */
    private static InstrumentOptions small() {
        InstrumentProfile profile = InstrumentProfile.lenient();
        return InstrumentOptions.defaults("chem-1")
                .withAstm(profile.withLink(profile.link().withTextLimit(40)));
    }

    private static final String SHORT = Bench.frame(1, "H|\\^&<CR>");
    private static final String OVERLONG = Bench.frame(2, "C|1|" + "x".repeat(40) + "<CR>");

    @Test
    @DisplayName("A13 three overlong frames in a row: NAK each, then the connection is closed, with a code")
    void overlongFramesInARow() {
        Bench narrow = new Bench(small());
        narrow.say("<ENQ>");
        assertThat(narrow.say(SHORT)).isEqualTo("<ACK>");
        assertThat(narrow.say(OVERLONG)).isEqualTo("<NAK>");
        assertThat(narrow.say(OVERLONG)).isEqualTo("<NAK>");
        assertThat(narrow.closed).isEmpty();

        assertThat(narrow.say(OVERLONG)).isEqualTo("<NAK>");

        assertThat(narrow.events).contains("FRAME_TOO_LONG", "TOO_LONG_IN_A_ROW");
        narrow.pass(Duration.ofSeconds(1));
        assertThat(narrow.closed)
                .singleElement()
                .isInstanceOfSatisfying(
                        CloseReason.ProtocolViolation.class,
                        reason -> assertThat(reason.code()).isEqualTo("TOO_LONG_IN_A_ROW"));
        assertThat(narrow.outbox.quarantined).as("what was accepted is kept").containsExactly("LINK_CLOSED");
    }

    @Test
    @DisplayName("A13 a frame that is taken, or refused for another reason, ends the row")
    void overlongFramesWithOthersBetween() {
        Bench narrow = new Bench(small());
        for (int i = 0; i < 4; i++) {
            narrow.say("<ENQ>");
            narrow.say(SHORT);
            narrow.say(OVERLONG);
            narrow.say(OVERLONG);
            assertThat(narrow.say(Bench.frame(2, "C|1<CR>"))).isEqualTo("<ACK>");
            narrow.say(OVERLONG.replace("2C", "3C"));
            narrow.say(OVERLONG.replace("2C", "3C"));
            assertThat(narrow.say(Bench.frame(3, "C|2<CR>").replace("C|2", "C|9")))
                    .isEqualTo("<NAK>");
            narrow.say("<EOT>");
        }
        assertThat(narrow.closed).isEmpty();
        assertThat(narrow.events).doesNotContain("TOO_LONG_IN_A_ROW");
    }

    @Test
    @DisplayName("A13 the first frame of a session without ENQ ends the row too")
    void overlongFramesBeforeASessionWithoutEnquiry() {
        Bench narrow = new Bench(small().withRows(RowLimits.defaults().withOverlongFrames(2)));
        narrow.say("<ENQ>");
        narrow.say(OVERLONG);
        narrow.say("<EOT>");
        assertThat(narrow.say(SHORT)).isEqualTo("<ACK>");
        assertThat(narrow.say(OVERLONG)).isEqualTo("<NAK>");
        assertThat(narrow.events).doesNotContain("TOO_LONG_IN_A_ROW");
    }

    @Test
    @DisplayName("A13 a new session between them does not end the row of overlong frames")
    void overlongFramesInManySessions() {
        Bench narrow = new Bench(small().withRows(RowLimits.defaults().withOverlongFrames(2)));
        narrow.say("<ENQ>");
        narrow.say(OVERLONG);
        assertThat(narrow.say("<EOT><ENQ>")).isEqualTo("<ACK>");
        narrow.say(OVERLONG);
        assertThat(narrow.events).contains("TOO_LONG_IN_A_ROW");
    }

    @Test
    @DisplayName("A35 silence in a session: neutral, and open; in the next session again: closed, with a code")
    void silencesInARow() {
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, HEADER));
        assertThat(bench.pass(Duration.ofSeconds(30))).isEmpty();
        assertThat(bench.events).contains("RECEIVER_TIMEOUT");
        assertThat(bench.outbox.quarantined).containsExactly("RECEIVER_TIMEOUT");
        bench.pass(Duration.ofHours(1));
        assertThat(bench.closed).as("a line without a session may be silent").isEmpty();

        assertThat(bench.say("<ENQ>")).isEqualTo("<ACK>");
        bench.pass(Duration.ofSeconds(31));

        assertThat(bench.events).contains("SILENT_IN_A_ROW");
        assertThat(bench.closed)
                .singleElement()
                .isInstanceOfSatisfying(
                        CloseReason.ProtocolViolation.class,
                        reason -> assertThat(reason.code()).isEqualTo("SILENT_IN_A_ROW"));
    }

    @Test
    @DisplayName("A35 a session that ends with EOT ends the row of silences")
    void silencesWithASessionBetween() {
        for (int i = 0; i < 4; i++) {
            bench.say("<ENQ>");
            bench.pass(Duration.ofSeconds(30));
            bench.say("<ENQ><EOT>");
        }
        assertThat(bench.closed).isEmpty();
    }

    @Test
    @DisplayName("A35 records without frames that break off count as silences")
    void silencesOfUnframedRecords() {
        bench.say("H|\\^&<CR>P|1<CR>");
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.closed).isEmpty();
        bench.say("H|\\^&<CR>P|1<CR>");
        bench.pass(Duration.ofSeconds(31));
        assertThat(bench.events).contains("SILENT_IN_A_ROW");
        assertThat(bench.closed).hasSize(1);
        assertThat(bench.outbox.quarantined).containsExactly("RECEIVER_TIMEOUT", "RECEIVER_TIMEOUT");
    }

    @Test
    @DisplayName("older evidence that had to go for newer is told")
    void quarantineIsTrimmed() {
        bench.outbox.roomForQuarantine = 1;
        bench.say("H|\\^&<CR>P|1<CR>");
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.events).doesNotContain("QUARANTINE_TRIMMED");
        bench.say("H|\\^&<CR>P|1<CR>");
        bench.pass(Duration.ofSeconds(31));
        assertThat(bench.events).containsOnlyOnce("QUARANTINE_TRIMMED");
    }

    @Test
    void aRowHasAtLeastOne() {
        assertThatThrownBy(() -> RowLimits.defaults().withSilences(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RowLimits.defaults().withOverlongFrames(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String sendFirst() {
        assertThat(bench.say("<ENQ>")).isEqualTo("<ACK>");
        assertThat(bench.say(Bench.frame(1, HEADER))).isEqualTo("<ACK>");
        return bench.say(Bench.frame(2, RESULT));
    }

    @Test
    @DisplayName("4.2 the ACK of the frame that completes the message comes after the commit and not before")
    void theLastAckWaitsForTheCommit() {
        assertThat(sendFirst()).isEmpty();
        assertThat(bench.outbox.waiting()).isEqualTo(1);
        assertThat(bench.pass(Duration.ofSeconds(9))).isEmpty();

        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(bench.durable).singleElement().satisfies(message -> {
            assertThat(message.instrument()).isEqualTo("chem-1");
            assertThat(message.firstSequence()).isEqualTo(1);
            assertThat(message.format()).isEqualTo("lab.result/1");
        });
    }

    @Test
    void theDraftHoldsTheDocumentAndTheRecordBytes() {
        sendFirst();
        Draft draft = bench.outbox.drafts.get(0);

        assertThat(draft.type()).isEqualTo("io.assaylink.result.v1");
        assertThat(draft.subject()).isEqualTo("chem-1");
        assertThat(draft.raw()).isEqualTo(Bench.bytes(HEADER + RESULT));
    }

    @Test
    @DisplayName("3.10 the names of controls and the name of the profile reach the document")
    void theProfileReachesTheDocument() {
        Bench named = new Bench(InstrumentOptions.defaults("chem-1")
                .withAstm(InstrumentProfile.lenient()
                        .withName("ACME CH-200")
                        .withControls(new ControlNaming(List.of("S-")))));
        named.say("<ENQ>");
        named.say(Bench.frame(1, HEADER + RESULT));
        assertThat(new String(named.outbox.drafts.get(0).data(), StandardCharsets.UTF_8))
                .contains("\"profile\":\"ACME CH-200\"", "\"kind\":\"control\"");
    }

    @Test
    @DisplayName("A1 wrong checksum: NAK, then the repeat is delivered")
    void wrongChecksum() {
        bench.say("<ENQ>");
        String good = Bench.frame(1, HEADER + RESULT);
        String bad = good.replace("5.4", "5.5");
        assertThat(bench.say(bad)).isEqualTo("<NAK>");
        assertThat(bench.outbox.waiting()).isZero();

        assertThat(bench.say(good)).isEmpty();
        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(bench.durable).hasSize(1);
    }

    @Test
    @DisplayName("Q4 a store that takes nothing: NAK, then busy to ENQ, and good again after a while")
    void fullOutbox() {
        sendFirst();
        bench.outbox.fail(OutboxException.Code.DISK_FULL);
        assertThat(bench.hear()).isEqualTo("<NAK>");
        assertThat(bench.refused).containsExactly("DISK_FULL");
        bench.say("<EOT>");
        assertThat(bench.say("<ENQ>")).isEqualTo("<NAK>");

        bench.pass(Duration.ofSeconds(10));

        assertThat(sendFirst()).isEmpty();
        bench.outbox.commit();
        assertThat(bench.hear()).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("F21 too large for the outbox: refused, and no busy line for others")
    void tooLarge() {
        sendFirst();
        bench.outbox.fail(OutboxException.Code.TOO_LARGE);
        assertThat(bench.hear()).isEqualTo("<NAK>");
        bench.say("<EOT>");

        assertThat(bench.say("<ENQ>")).isEqualTo("<ACK>");
    }

    @Test
    void aMessageThatIsNotFinishedIsQuarantined() {
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, HEADER));
        bench.say("<EOT>");

        assertThat(bench.outbox.drafts).isEmpty();
        assertThat(bench.outbox.quarantined).containsExactly("SESSION_ENDED");
        assertThat(bench.outbox.quarantinedBytes.get(0)).isEqualTo(Bench.bytes(HEADER));
    }

    @Test
    void aConnectionThatEndsInsideAMessageLosesNoByte() {
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, HEADER));
        bench.disconnect();

        assertThat(bench.outbox.quarantined).containsExactly("LINK_CLOSED");
    }

    @Test
    void aCommitAfterTheConnectionEndedHurtsNobody() {
        sendFirst();
        bench.disconnect();
        bench.outbox.commit();
        bench.hear();

        assertThat(bench.durable).hasSize(1);
    }

    @Test
    @DisplayName("2.19 large messages are converted off the event loop, and the order is kept")
    void largeMessagesKeepTheOrder() {
        Bench small = new Bench(InstrumentOptions.defaults("chem-1").withInlineBytes(0));
        small.say("<ENQ>");
        small.say(Bench.frame(1, HEADER + RESULT));
        assertThat(small.outbox.drafts).isEmpty();

        small.conversions.remove().run();
        small.outbox.commit();

        assertThat(small.hear()).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("several patients: several events, one append, one ACK after its commit")
    void severalPatients() {
        bench.say("<ENQ>");
        String two = HEADER + RESULT.replace("L|1|N<CR>", "") + RESULT.replace("P|1", "P|2");
        assertThat(bench.say(Bench.frame(1, two))).isEmpty();
        assertThat(bench.outbox.waiting()).isEqualTo(1);
        assertThat(bench.outbox.drafts).hasSize(2);

        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(bench.durable)
                .singleElement()
                .satisfies(message -> assertThat(message.lastSequence()).isEqualTo(2));
    }

    @Test
    @DisplayName("A38 the gateway was restarted: a message of the run before is marked when it comes again")
    void repeatAfterARestart() {
        sendFirst();
        bench.outbox.commit();
        bench.hear();
        HeldOutbox reopened = new HeldOutbox();
        reopened.recent.add(
                RecentMessages.digest(bench.outbox.drafts.get(0).raw()).array());
        Bench after = new Bench(InstrumentOptions.defaults("chem-1"), reopened);
        after.say("<ENQ>");
        after.say(Bench.frame(1, HEADER + RESULT));

        assertThat(new String(reopened.drafts.get(0).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
        assertThat(after.events).contains("POSSIBLE_DUPLICATE");
    }

    @Test
    @DisplayName("how long it took until a message was durable is told by the monotonic clock")
    void untilDurable() {
        sendFirst();
        bench.pass(Duration.ofSeconds(3));
        bench.outbox.commit();
        bench.hear();

        assertThat(bench.durable)
                .singleElement()
                .satisfies(message -> assertThat(message.untilDurable()).isEqualTo(Duration.ofSeconds(3)));
    }

    @Test
    @DisplayName("4.1 a repeat whose ACK was never written is acknowledged and not stored twice; another one is marked")
    void repeatsAcrossConnections() {
        sendFirst();
        bench.disconnect();
        bench.outbox.commit();
        bench.hear();
        bench.connect();

        assertThat(sendFirst()).isEqualTo("<ACK>");
        assertThat(bench.outbox.drafts).hasSize(1);
        assertThat(bench.events).contains("MESSAGE_REPEATED");
        bench.say("<EOT>");

        assertThat(sendFirst()).isEmpty();
        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
    }

    @Test
    @DisplayName("10 s without a commit: NAK; a late commit makes the repeat a recognised one")
    void lateCommit() {
        sendFirst();
        assertThat(bench.pass(Duration.ofSeconds(10))).isEqualTo("<NAK>");
        bench.outbox.commit();
        bench.hear();

        assertThat(bench.say(Bench.frame(2, RESULT))).isEqualTo("<ACK>");
        assertThat(bench.outbox.drafts).hasSize(1);
    }

    @Test
    @DisplayName("a message of several events that is not taken: NAK, none of them is stored, its repeat is not marked")
    void notTaken() {
        String two = HEADER + RESULT.replace("L|1|N<CR>", "") + RESULT.replace("P|1", "P|2");
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, two));
        bench.outbox.fail(OutboxException.Code.DISK_FULL);
        assertThat(bench.hear()).isEqualTo("<NAK>");

        bench.say(Bench.frame(1, two));

        assertThat(bench.outbox.drafts).hasSize(4);
        assertThat(new String(bench.outbox.drafts.get(2).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":null");
    }

    @Test
    @DisplayName("a message whose commit is in doubt: NAK, and its repeat is marked")
    void inDoubt() {
        String two = HEADER + RESULT.replace("L|1|N<CR>", "") + RESULT.replace("P|1", "P|2");
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, two));
        bench.outbox.fail(OutboxException.Code.STORE_FAILED);
        assertThat(bench.hear()).isEqualTo("<NAK>");

        bench.say(Bench.frame(1, two));

        assertThat(new String(bench.outbox.drafts.get(2).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
    }

    @Test
    @DisplayName(
            "A38 the connection ends while the message is being stored: its repeat is marked, and both are delivered")
    void repeatWhileTheFirstIsBeingStored() {
        sendFirst();
        bench.disconnect();
        bench.connect();

        assertThat(sendFirst()).isEmpty();

        assertThat(bench.outbox.drafts).hasSize(2);
        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
        bench.outbox.commit();
        assertThat(bench.hear()).isEmpty();
        bench.outbox.commit();
        assertThat(bench.hear()).isEqualTo("<ACK>");
    }

    @Test
    @DisplayName("A38 a message refused while it was being stored is not marked when it comes again")
    void aRefusedMessageIsNoDuplicate() {
        sendFirst();
        bench.disconnect();
        bench.outbox.fail(OutboxException.Code.FULL);
        bench.hear();
        bench.connect();

        sendFirst();

        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":null");
    }

    @Test
    @DisplayName("Q6 a commit that failed may have happened: the repeat is marked")
    void aFailedCommitIsInDoubt() {
        sendFirst();
        bench.outbox.fail(OutboxException.Code.STORE_FAILED);
        assertThat(bench.hear()).isEqualTo("<NAK>");

        bench.say(Bench.frame(2, RESULT));

        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
    }

    @Test
    @DisplayName("F20 an ACK that a closing connection does not write is no answer: the repeat is recognised")
    void aClosingConnectionAnswersNothing() {
        sendFirst();
        bench.closeFromHere();
        bench.outbox.commit();
        assertThat(bench.hear()).isEmpty();
        bench.connect();

        assertThat(sendFirst()).isEqualTo("<ACK>");
        assertThat(bench.outbox.drafts).hasSize(1);
    }

    @Test
    @DisplayName("F20 finishing waits for the ACK of what was read, and reads no more")
    void finishing() {
        sendFirst();

        var finished = bench.finish();
        assertThat(finished).isNotDone();
        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(finished).isCompleted();
        assertThat(bench.say("<EOT><ENQ>")).isEmpty();
        bench.connect();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.closed).hasSize(1);
    }

    @Test
    @DisplayName("F20 finishing waits for every message of a frame")
    void finishingWithinASharedFrame() {
        bench.say("<ENQ>");
        bench.say(Bench.frame(1, HEADER + RESULT + HEADER + RESULT.replace("S-1", "S-2")));
        var finished = bench.finish();
        bench.outbox.commit();
        assertThat(bench.hear()).isEmpty();
        assertThat(finished).isNotDone();

        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(finished).isCompleted();
    }

    @Test
    @DisplayName("F20 finishing waits for nobody who is owed nothing, and not for a connection that ends")
    void finishingOfIdleConnections() {
        bench.say("<ENQ>");
        assertThat(bench.finish()).isCompleted();

        Bench second = new Bench(InstrumentOptions.defaults("chem-2"));
        assertThat(second.finish()).isCompleted();
    }

    @Test
    @DisplayName("Q4 unframed records that are not stored are tried again, and nothing is read meanwhile")
    void unframedIsTriedUntilItIsStored() {
        bench.say(HEADER + RESULT);
        bench.say(HEADER + RESULT.replace("S-1", "S-2"));
        assertThat(bench.outbox.drafts).hasSize(1);
        bench.outbox.fail(OutboxException.Code.FULL);
        assertThat(bench.hear()).isEmpty();
        assertThat(bench.refused).isEmpty();
        assertThat(bench.events).contains("NOT_STORED_YET");

        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.outbox.drafts).hasSize(2);
        bench.outbox.commit();
        bench.hear();

        assertThat(bench.outbox.drafts).hasSize(3);
        bench.outbox.commit();
        assertThat(bench.hear()).isEmpty();
        assertThat(bench.outbox.drafts)
                .extracting(draft -> new String(draft.raw(), StandardCharsets.ISO_8859_1).contains("S-2"))
                .containsExactly(false, false, true);
        assertThat(bench.durable).hasSize(2);
    }

    @Test
    @DisplayName("4.1 unframed records are never dropped as the repeat of others: nobody waits for an answer")
    void unframedIsNoRepeatForWantOfAnAnswer() {
        bench.say(HEADER + RESULT);
        bench.closeFromHere();
        bench.hear();
        bench.outbox.commit();
        bench.hear();
        bench.connect();

        bench.say(HEADER + RESULT);

        assertThat(bench.outbox.drafts).hasSize(2);
        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
    }

    @Test
    @DisplayName("unframed records of a connection that ended are tried once more; their loss has a code")
    void unframedAtTheEnd() {
        bench.say(HEADER + RESULT);
        bench.outbox.fail(OutboxException.Code.FULL);
        bench.hear();
        bench.closeFromHere();
        bench.hear();
        assertThat(bench.outbox.drafts).hasSize(2);

        bench.outbox.fail(OutboxException.Code.FULL);
        bench.hear();

        assertThat(bench.events).contains("MESSAGE_LOST");
    }

    @Test
    @DisplayName("F21 unframed records too large for the outbox are quarantined, and the next are stored")
    void unframedTooLarge() {
        bench.say(HEADER + RESULT);
        bench.outbox.fail(OutboxException.Code.TOO_LARGE);
        bench.hear();
        assertThat(bench.outbox.quarantined).containsExactly("TOO_LARGE");

        bench.say(HEADER + RESULT);
        assertThat(bench.outbox.drafts).hasSize(2);
    }
}
