// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.frame.FrameEncoder.Packing;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.link.LinkEvent.NumberConflict;
import io.assaylink.astm.link.LinkEvent.Tolerated;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.query.HostQuery;
import io.assaylink.astm.query.QueriedSpecimen;
import io.assaylink.astm.record.AstmMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The profiles that are shipped, and the recordings of their instruments. */
class PresetTest {

    private static final Path FILES = Path.of("src/main/resources/io/assaylink/astm/profile");

    /** Switches under which damage could pass unseen: for a person to add. */
    private static final Set<Tolerance> COSTLY = Set.of(
            Tolerance.CHECKSUM_WITH_STX,
            Tolerance.CHECKSUM_WITHOUT_ETX,
            Tolerance.FRAME_NUMBER_ABSENT,
            Tolerance.NUMBER_REUSED,
            Tolerance.TERMINATOR_ABSENT);

    static List<String> presets() {
        return InstrumentProfile.presets();
    }

    private static InstrumentProfile preset(String name) {
        return InstrumentProfile.preset(name).orElseThrow();
    }

    @Test
    void everyFileIsListedAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).sorted())
                    .containsExactlyElementsOf(
                            presets().stream().map(name -> name + ".profile").toList());
        }
        String readme = Files.readString(Path.of("README.md"));
        assertThat(presets()).isSorted().allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetNamesItsInstrumentAndItsEvidence(String name) throws IOException {
        String text = Files.readString(FILES.resolve(name + ".profile"));
        assertThat(ProfileText.read(text).errors()).isEmpty();
        assertThat(text).startsWith("#").contains("Evidence: ").doesNotContain("\t");
        assertThat(preset(name)).isEqualTo(ProfileText.read(text).profile());
        assertThat(preset(name).name()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void noPresetHidesDamage(String name) {
        assertThat(preset(name).link().tolerances()).isNotEmpty().doesNotContainAnyElementsOf(COSTLY);
        if (!name.equals("roche-cobas-b121")) {
            assertThat(preset(name).link().tolerances())
                    .as("takes no less than an endpoint without a profile")
                    .containsAll(LinkProfile.lenient().tolerances());
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aPresetIsABase(String name) {
        InstrumentProfile own = ProfileText.read("sends = 3\nbase = " + name.toUpperCase(java.util.Locale.ROOT))
                .orThrow();
        assertThat(own).isEqualTo(preset(name).withTimers(preset(name).timers().withSends(3)));
    }

    @Test
    void anUnknownPresetIsNone() {
        assertThat(InstrumentProfile.preset("sysmex")).isEmpty();
        assertThat(InstrumentProfile.preset("../Presets")).isEmpty();
        assertThat(ProfileText.read("base = sysmex-nx").errors())
                .singleElement()
                .asString()
                .contains("there is no sysmex-nx; did you mean sysmex-xn?");
    }

    @Test
    void whatPresetsSay() {
        assertThat(preset("roche-cobas-e411").link().sending().packing()).isEqualTo(Packing.PACKED);
        assertThat(preset("roche-cobas-c111").link().sending().packing()).isEqualTo(Packing.ETB_UNTIL_LAST);
        assertThat(preset("skyla").link().charset().name()).isEqualTo("IBM850");
        assertThat(preset("roche-psm").timers().enquiryRefused()).hasSeconds(15);
        assertThat(preset("roche-cobas-b121").link())
                .isEqualTo(LinkProfile.strict().with(Tolerance.UNFRAMED_RECORDS));
    }

    private static List<LinkEvent> receive(LinkProfile profile, Path file) throws IOException {
        AstmLink link = new AstmLink(Position.COMPUTER, profile, preset("skyla").timers());
        List<LinkEvent> events = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        while (in.hasRemaining()) {
            link.decode(ByteBuffer.wrap(new byte[] {in.get()}), 0, events::add);
            if (!events.isEmpty() && events.get(events.size() - 1) instanceof Delivered delivered) {
                link.accept(delivered.hold(), 0, events::add);
            }
        }
        return events;
    }

    private static Path corpus() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the recordings are not read");
        return Path.of(place.orElseThrow(), "astm");
    }

    private static List<AstmMessage> messages(List<LinkEvent> events) {
        return events.stream()
                .filter(Delivered.class::isInstance)
                .map(event -> ((Delivered) event).message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "roche-cobas-e411, rubyastm/derived/roche-e411-etb.bin",
        "roche-cobas-e411, rubyastm/derived/roche-e411-query.bin",
        "stago-sta-satellite-max, rubyastm/derived/stago-satellite-max.bin",
        "erba-em200, rubyastm/derived/erba-em200-query.bin",
        "erba-em200, generalastm/2020-09-28-13-30-07-568972",
        "erba-em200, generalastm/2020-09-28-13-30-19-744851",
        "erba-em200, generalastm/2020-09-28-13-31-05-332826",
        "erba-em200, generalastm/2020-09-28-13-31-35-639649",
        "erba-em200, generalastm/2020-09-28-13-32-27-446246",
        "erba-em200, generalastm/2020-09-28-13-36-06-026795"
    })
    void aRecordingOfTheInstrumentIsDeliveredWithoutAWord(String name, String file) throws IOException {
        List<LinkEvent> events = receive(preset(name).link(), corpus().resolve(file));
        assertThat(messages(events)).hasSize(1);
        assertThat(events)
                .allMatch(event -> event instanceof LinkEvent.SessionStarted
                        || event instanceof LinkEvent.SessionEnded
                        || event instanceof Delivered);
    }

    /** It is the one recording of an XN, and may have been edited: what a person must decide, no preset decides. */
    @Test
    void theDoubtfulNumberOfTheXnRecordingIsConflictUntilSomebodyTakesIt() throws IOException {
        Path recording = corpus().resolve("rubyastm/derived/sysmex-xn550-qc.bin");
        LinkProfile xn = preset("sysmex-xn").link();
        assertThat(receive(xn, recording).stream().filter(NumberConflict.class::isInstance))
                .hasSize(1);
        List<LinkEvent> taken = receive(xn.with(Tolerance.NUMBER_REUSED), recording);
        assertThat(messages(taken)).hasSize(1);
        assertThat(taken.stream().filter(Tolerated.class::isInstance)).hasSize(1);
        assertThat(messages(taken).get(0).records()).hasSize(40);
    }

    @Test
    void recordedQueriesAreUnderstood() throws IOException {
        assertThat(specimens("roche-cobas-e411", "roche-e411-query.bin")).containsExactly("0000000387");
        assertThat(specimens("erba-em200", "erba-em200-query.bin")).containsExactly("010520182");
    }

    private static List<String> specimens(String name, String file) throws IOException {
        InstrumentProfile profile = preset(name);
        AstmMessage message = messages(receive(profile.link(), corpus().resolve("rubyastm/derived/" + file)))
                .get(0);
        HostQuery query = HostQuery.of(message, profile.query()).orElseThrow();
        assertThat(query.cancels()).isFalse();
        return query.specimens().stream().map(QueriedSpecimen::key).toList();
    }
}
