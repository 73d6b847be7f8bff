// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.frame.Tolerance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The recorded and synthetic streams of the corpus, with the replies and counts its README states. */
class CorpusTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9-]+\\.bin)` \\| (\\d+) \\| (\\d+) \\| ([^|]*) \\|", Pattern.MULTILINE);

    /** Deviations that need a switch which {@code lenient} leaves off, because it could cost data. */
    private static final Map<String, Tolerance> SWITCHED = Map.of(
            "dev-checksum-includes-stx.bin", Tolerance.CHECKSUM_WITH_STX,
            "dev-checksum-excludes-etx.bin", Tolerance.CHECKSUM_WITHOUT_ETX,
            "dev-no-frame-number.bin", Tolerance.FRAME_NUMBER_ABSENT,
            "dev-frame-number-constant.bin", Tolerance.NUMBER_REUSED,
            "dev-same-number-different-content.bin", Tolerance.NUMBER_REUSED,
            "dev-no-terminator-record.bin", Tolerance.TERMINATOR_ABSENT);

    private static final int RANDOM_CUTS = 100;

    private record Row(String file, int bytes, int messages, String replies) {}

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus streams are not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    private static List<Row> rows() throws IOException {
        Matcher row = ROW.matcher(Files.readString(corpus.resolve("README.md")));
        return row.results()
                .map(r -> new Row(r.group(1), Integer.parseInt(r.group(2)), Integer.parseInt(r.group(3)), r.group(4)))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> aStrictReceiverAnswersAndDeliversAsTheReadmeSays() throws IOException {
        List<Row> correct =
                rows().stream().filter(row -> !row.file().startsWith("dev-")).toList();
        assertThat(correct).hasSizeGreaterThan(30);
        return correct.stream()
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] stream = read("synthetic/" + row.file());
                    assertThat(stream).hasSize(row.bytes());
                    Dialogue whole = feed(LinkProfile.strict(), stream, Integer.MAX_VALUE);
                    assertThat("`" + replies + "`").isEqualTo(row.replies());
                    assertThat(whole.delivered()).hasSize(row.messages());
                    sameInEveryCut(LinkProfile.strict(), stream, whole);
                }));
    }

    @TestFactory
    Stream<DynamicTest> deviationsDeliverUnderTheirSwitchAndAreReported() throws IOException {
        List<Row> deviations =
                rows().stream().filter(row -> row.file().startsWith("dev-")).toList();
        assertThat(deviations).hasSizeGreaterThan(25);
        return deviations.stream()
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] stream = read("synthetic/" + row.file());
                    Optional<Tolerance> needed = Optional.ofNullable(SWITCHED.get(row.file()));
                    LinkProfile profile = needed.map(
                                    tolerance -> LinkProfile.lenient().with(tolerance))
                            .orElse(LinkProfile.lenient());
                    Dialogue whole = feed(profile, stream, Integer.MAX_VALUE);
                    int expected = needed.equals(Optional.of(Tolerance.TERMINATOR_ABSENT)) ? 1 : row.messages();
                    assertThat(whole.delivered()).hasSize(expected);
                    needed.ifPresent(tolerance -> assertThat(whole.all(LinkEvent.Tolerated.class))
                            .extracting(LinkEvent.Tolerated::used)
                            .contains(tolerance));
                    sameInEveryCut(profile, stream, whole);
                }));
    }

    /** Streams that carry the message of ok-unpacked in another form. */
    @TestFactory
    Stream<DynamicTest> deviationsCostNoByteOfTheMessage() throws IOException {
        String expected = String.join(
                "",
                feed(LinkProfile.strict(), read("synthetic/ok-unpacked.bin"), Integer.MAX_VALUE)
                        .delivered());
        return Stream.of(
                        "checksum-excludes-etx",
                        "checksum-includes-stx",
                        "checksum-not-padded",
                        "empty-frame",
                        "enq-inside-transfer",
                        "eot-inside-frame",
                        "first-frame-zero",
                        "frame-number-constant",
                        "frame-without-enq",
                        "lf-after-record-cr",
                        "lf-only",
                        "lowercase-checksum",
                        "missing-cr-lf",
                        "missing-lf",
                        "no-checksum",
                        "no-cr-before-etx",
                        "no-frame-number",
                        "raw-crlf",
                        "raw-inside-enq-eot",
                        "stx-inside-frame")
                .map(name -> "dev-" + name + ".bin")
                .map(file -> DynamicTest.dynamicTest(file, () -> {
                    LinkProfile profile = Optional.ofNullable(SWITCHED.get(file))
                            .map(tolerance -> LinkProfile.lenient().with(tolerance))
                            .orElse(LinkProfile.lenient());
                    assertThat(feed(profile, read("synthetic/" + file), Integer.MAX_VALUE)
                                    .delivered())
                            .extracting(message -> message.replace("<LF>", ""))
                            .containsExactly(expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> recordingsOfInstrumentsAreDelivered() throws IOException {
        List<Path> recordings;
        try (Stream<Path> derived = Files.list(corpus.resolve("rubyastm/derived"));
                Stream<Path> chemistry = Files.list(corpus.resolve("generalastm"))) {
            recordings = Stream.concat(derived, chemistry).sorted().toList();
        }
        assertThat(recordings).hasSize(11);
        return recordings.stream()
                .map(file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> {
                    byte[] stream = Files.readAllBytes(file);
                    // the Sysmex recording uses number 2 for two different records
                    boolean reuses = file.endsWith("sysmex-xn550-qc.bin");
                    LinkProfile profile =
                            reuses ? LinkProfile.strict().with(Tolerance.NUMBER_REUSED) : LinkProfile.strict();
                    Dialogue whole = feed(profile, stream, Integer.MAX_VALUE);
                    assertThat(whole.delivered()).hasSize(1);
                    assertThat(replies).doesNotContain("N");
                    assertThat(whole.all(LinkEvent.NumberConflict.class)).hasSize(reuses ? 1 : 0);
                    sameInEveryCut(profile, stream, whole);
                }));
    }

    private String replies = "";

    private Dialogue feed(LinkProfile profile, byte[] stream, int chunk) {
        Dialogue dialogue = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), chunk);
        replies = shorten(dialogue.hears(stream) + dialogue.at(31));
        return dialogue;
    }

    private static String shorten(String said) {
        return said.replace("<ACK>", "A").replace("<NAK>", "N");
    }

    private void sameInEveryCut(LinkProfile profile, byte[] stream, Dialogue whole) {
        String expected = replies;
        List<String> told = whole.events.stream().map(String::valueOf).toList();
        List<String> delivered = whole.delivered();
        Random random = new Random(stream.length);
        for (int k = 0; k <= RANDOM_CUTS; k++) {
            Dialogue cut = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), 1);
            replies = shorten(k == 0 ? cut.hears(stream) : cut.hears(stream, random)) + shorten(cut.at(31));
            assertThat(replies).isEqualTo(expected);
            assertThat(cut.events.stream().map(String::valueOf).toList()).isEqualTo(told);
            assertThat(cut.delivered()).isEqualTo(delivered);
        }
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(corpus.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
