// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a strict receiver answers to the deviations of the corpus, and what becomes of files that are no streams. */
class CorpusStrictTest {

    /**
     * A for ACK, N for NAK, as the README words it; the sender of the file never waits and never repeats. Two rows differ
     * from its letter: where other content comes under the number of the last frame, the standard drops a record in
     * silence (skip-zero, same-number-different-content) and we refuse it.
     */
    private static final Map<String, String> STRICT = Map.ofEntries(
            Map.entry("lowercase-checksum", "AANNNN"),
            Map.entry("missing-lf", "A"),
            Map.entry("missing-cr-lf", "A"),
            Map.entry("lf-only", "ANNNNN"),
            Map.entry("no-checksum", "ANNNNN"),
            Map.entry("checksum-includes-stx", "ANNNNN"),
            Map.entry("checksum-excludes-etx", "ANNNNN"),
            Map.entry("checksum-not-padded", "AAAAAN"),
            Map.entry("no-frame-number", "ANNNNN"),
            Map.entry("first-frame-zero", "ANAAAA"),
            Map.entry("frame-number-constant", "AANNNN"),
            Map.entry("skip-zero", "AAAAAAAANNNNNNNNN"),
            Map.entry("same-number-different-content", "AAAAANA"),
            Map.entry("no-cr-before-etx", "AAAAAA"),
            Map.entry("lf-after-record-cr", "AN"),
            Map.entry("frame-without-enq", ""),
            Map.entry("raw-cr", ""),
            Map.entry("raw-crlf", ""),
            Map.entry("raw-lf", ""),
            Map.entry("raw-inside-enq-eot", "A"),
            Map.entry("enq-inside-transfer", "AAAAAAAAA"),
            Map.entry("stx-inside-frame", "AAAAAA"),
            Map.entry("eot-before-terminator", "AAAAA"),
            Map.entry("eot-inside-frame", "AAAAAAAA"),
            Map.entry("empty-frame", "AAAAAAA"),
            Map.entry("checksum-bad-six-times", "AANNNNNN"),
            Map.entry("unfinished", "AA"),
            Map.entry("orphan-records", "AAAAA"),
            Map.entry("unknown-record-type", "AAAAAAA"),
            Map.entry("no-terminator-record", "AAAAA"));

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus streams are not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    private static String said(String printed) {
        return printed.replace("<ACK>", "A").replace("<NAK>", "N");
    }

    private static Dialogue dialogue(LinkProfile profile) {
        return new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), 1);
    }

    @TestFactory
    Stream<DynamicTest> aStrictReceiverRefusesWhatTheReadmeSays() throws IOException {
        try (Stream<Path> files = Files.list(corpus.resolve("synthetic"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.startsWith("dev-"))
                            .map(name -> name.replaceAll("dev-|\\.bin", "")))
                    .hasSameElementsAs(STRICT.keySet());
        }
        return STRICT.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest("dev-" + row.getKey() + " " + row.getValue(), () -> {
                    byte[] stream = Files.readAllBytes(corpus.resolve("synthetic/dev-" + row.getKey() + ".bin"));
                    Dialogue byteByByte = dialogue(LinkProfile.strict());
                    assertThat(said(byteByByte.hears(stream)) + byteByByte.at(31))
                            .isEqualTo(row.getValue());
                    Random random = new Random(stream.length);
                    for (int k = 0; k < 100; k++) {
                        Dialogue cut = dialogue(LinkProfile.strict());
                        assertThat(said(cut.hears(stream, random)) + cut.at(31)).isEqualTo(row.getValue());
                        assertThat(cut.events.toString()).isEqualTo(byteByByte.events.toString());
                    }
                }));
    }

    /** The chunks in which a serial port delivered two recordings: the message is that of the flat stream. */
    @TestFactory
    Stream<DynamicTest> theChunksOfTheSerialPortGiveTheSameMessage() {
        return Map.of("roche_multi_frame_bytes.txt", "roche-e411-etb.bin", "stago.txt", "stago-satellite-max.bin")
                .entrySet()
                .stream()
                .map(pair -> DynamicTest.dynamicTest(pair.getKey(), () -> {
                    Dialogue chunks = dialogue(LinkProfile.strict());
                    String json = Files.readString(corpus.resolve("rubyastm/" + pair.getKey()));
                    for (MatchResult chunk : Pattern.compile("\\[([0-9, ]+)]")
                            .matcher(json)
                            .results()
                            .toList()) {
                        String[] numbers = chunk.group(1).split(", *", -1);
                        byte[] bytes = new byte[numbers.length];
                        for (int i = 0; i < bytes.length; i++) {
                            bytes[i] = (byte) Integer.parseInt(numbers[i].trim());
                        }
                        chunks.hears(bytes);
                    }
                    Dialogue flat = dialogue(LinkProfile.strict());
                    flat.hears(Files.readAllBytes(corpus.resolve("rubyastm/derived/" + pair.getValue())));
                    assertThat(flat.delivered()).hasSize(1);
                    assertThat(chunks.delivered()).isEqualTo(flat.delivered());
                }));
    }

    /**
     * Record texts without frames, read as from an instrument that sends them bare: messages, incomplete ones. A file that
     * ends in the middle of its L record is incomplete: nothing says that no more comes.
     */
    private static final Map<String, String> BARE = Map.ofEntries(
            Map.entry("goastm/euroimmun-sampleigg.astm", "0 1"),
            Map.entry("goastm/galileo-order.astm", "0 1"),
            Map.entry("goastm/galileo-result.astm", "0 1"),
            Map.entry("tgenaux/MinimalOrder.txt", "1 0"),
            Map.entry("tgenaux/MessageFormatsMSG-5.txt", "0 0"),
            Map.entry("tgenaux/Vision.txt", "1 0"),
            Map.entry("cosyte/tier1-host-query-request.astm", "0 1"),
            Map.entry("cosyte/tier1-result.astm", "1 0"),
            Map.entry("cosyte/tier2-escaped-delimiter.astm", "1 0"),
            Map.entry("cosyte/tier2-manufacturer-qc.astm", "0 1"),
            Map.entry("cosyte/tier2-result-semantics.astm", "1 0"),
            Map.entry("openelis/horiba-micros60-cbc.astm", "1 0"),
            Map.entry("openelis/malformed.astm", "5 2"),
            Map.entry("openelis/qc-control-results.astm", "3 0"));

    @TestFactory
    Stream<DynamicTest> recordTextsAreReadAsUnframedRecords() {
        LinkProfile bare = LinkProfile.strict().with(Tolerance.UNFRAMED_RECORDS);
        return BARE.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey() + " " + row.getValue(), () -> {
                    byte[] text = Files.readAllBytes(corpus.resolve(row.getKey()));
                    Dialogue byteByByte = dialogue(bare);
                    assertThat(byteByByte.hears(text) + byteByByte.at(31)).isEmpty();
                    byteByByte.closes();
                    assertThat(byteByByte.delivered().size() + " "
                                    + byteByByte.all(LinkEvent.Incomplete.class).size())
                            .isEqualTo(row.getValue());
                    int kept = byteByByte.delivered().stream()
                                    .mapToInt(message -> Wire.bytes(message).length)
                                    .sum()
                            + byteByByte.all(LinkEvent.Incomplete.class).stream()
                                    .mapToInt(event -> event.bytes().length)
                                    .sum();
                    long noise = byteByByte.all(LinkEvent.Noise.class).stream()
                            .mapToLong(LinkEvent.Noise::count)
                            .sum();
                    assertThat(kept + noise).isEqualTo(text.length);
                    Random random = new Random(text.length);
                    for (int k = 0; k < 100; k++) {
                        Dialogue cut = dialogue(bare);
                        cut.hears(text, random);
                        cut.at(31);
                        cut.closes();
                        assertThat(cut.delivered()).isEqualTo(byteByByte.delivered());
                        assertThat(cut.events.toString()).isEqualTo(byteByByte.events.toString());
                    }
                }));
    }
}
