// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Three recordings whose line ends were changed when they were stored: their checksums are those of other bytes. A receiver
 * must keep nothing of them, say why, and account for each byte. What they were before is in {@code derived}.
 */
class CorpusDamagedTest {

    /**
     * @param answers A for ACK, N for NAK
     * @param refused offset of the first fault
     * @param dropped bytes of frames
     */
    private record Outcome(
            String file,
            LinkProfile profile,
            String answers,
            FrameFault code,
            long refused,
            int faults,
            long dropped,
            long noise) {}

    private static final LinkProfile LENIENT = LinkProfile.lenient().without(Tolerance.MESSAGES_SHARE_FRAME);

    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome("em_200_query_sample", LinkProfile.strict(), "", FrameFault.RESTRICTED_CHAR, 43, 1, 80, 0),
            new Outcome("em_200_query_sample", LENIENT, "", FrameFault.CHECKSUM_MISMATCH, 79, 1, 80, 0),
            new Outcome("roche_enquiry", LinkProfile.strict(), "", FrameFault.RESTRICTED_CHAR, 48, 1, 102, 2),
            new Outcome("roche_enquiry", LENIENT, "", FrameFault.CHECKSUM_MISMATCH, 103, 1, 102, 2),
            new Outcome(
                    "sysmex_550_sample",
                    LinkProfile.strict(),
                    "A" + "N".repeat(40),
                    FrameFault.RESTRICTED_CHAR,
                    64,
                    40,
                    2569,
                    4),
            new Outcome(
                    "sysmex_550_sample", LENIENT, "A" + "N".repeat(40), FrameFault.CHECKSUM_MISMATCH, 67, 40, 2569, 4));

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the damaged recordings are not read");
        corpus = Path.of(place.orElseThrow(), "astm/rubyastm");
    }

    @TestFactory
    Stream<DynamicTest> nothingOfThemIsKeptAndEachByteIsAccountedFor() {
        return OUTCOMES.stream()
                .map(outcome -> DynamicTest.dynamicTest(
                        outcome.file() + (outcome.profile().equals(LENIENT) ? ", lenient" : ", strict"),
                        () -> inEveryCut(outcome)));
    }

    private static void inEveryCut(Outcome outcome) throws IOException {
        byte[] stream = Files.readAllBytes(corpus.resolve(outcome.file() + ".txt"));
        Dialogue whole = dialogue(outcome, Integer.MAX_VALUE);
        assertThat(ended(whole, whole.hears(stream))).isEqualTo(outcome.answers());
        Conservation.holds(stream, whole.events);
        assertThat(whole.delivered()).isEmpty();
        assertThat(whole.all(LinkEvent.Incomplete.class)).isEmpty();
        assertThat(whole.all(LinkEvent.FrameRefused.class)).hasSize(outcome.faults());
        assertThat(whole.all(LinkEvent.FrameRefused.class).get(0).code()).isEqualTo(outcome.code());
        assertThat(whole.all(LinkEvent.FrameRefused.class).get(0).offset()).isEqualTo(outcome.refused());
        assertThat(whole.all(LinkEvent.FrameDropped.class).stream()
                        .mapToLong(LinkEvent.FrameDropped::size)
                        .sum())
                .isEqualTo(outcome.dropped());
        assertThat(whole.all(LinkEvent.Noise.class).stream()
                        .mapToLong(LinkEvent.Noise::count)
                        .sum())
                .isEqualTo(outcome.noise());
        Random random = new Random(stream.length);
        for (int k = 0; k <= 100; k++) {
            Dialogue cut = dialogue(outcome, 1);
            assertThat(ended(cut, k == 0 ? cut.hears(stream) : cut.hears(stream, random)))
                    .isEqualTo(outcome.answers());
            assertThat(cut.events).hasToString(whole.events.toString());
        }
    }

    private static Dialogue dialogue(Outcome outcome, int chunk) {
        return new Dialogue(Position.COMPUTER, outcome.profile(), LinkTimers.defaults(), chunk);
    }

    /** All that is said, to the end of the connection. */
    private static String ended(Dialogue dialogue, String said) {
        String all = said + dialogue.at(31);
        dialogue.closes();
        return all.replace("<ACK>", "A").replace("<NAK>", "N");
    }
}
