// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Derivation from the streams of the corpus. */
class ProfileCorpusTest {

    private static Path corpus = Path.of(".");

    @BeforeAll
    static void corpusIsThere() {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the corpus streams are not read");
        corpus = Path.of(place.orElseThrow(), "astm");
    }

    @ParameterizedTest
    @CsvSource({
        "checksum-excludes-etx, CHECKSUM_WITHOUT_ETX",
        "checksum-includes-stx, CHECKSUM_WITH_STX",
        "checksum-not-padded, CHECKSUM_UNPADDED",
        "no-checksum, CHECKSUM_ABSENT",
        "lowercase-checksum, LOWERCASE_CHECKSUM",
        "first-frame-zero, NUMBER_FROM_ZERO",
        "skip-zero, NUMBER_SKIPS_ZERO",
        "frame-number-constant, NUMBER_REUSED",
        "same-number-different-content, NUMBER_REUSED",
        "no-frame-number, FRAME_NUMBER_ABSENT",
        "lf-after-record-cr, LF_IN_TEXT",
        "missing-lf, FRAME_END_WITHOUT_LF",
        "missing-cr-lf, FRAME_END_ABSENT",
        "no-cr-before-etx, CR_BEFORE_ETX_ABSENT",
        "frame-without-enq, SESSION_WITHOUT_ENQ",
        "raw-cr, UNFRAMED_RECORDS",
        "raw-crlf, UNFRAMED_RECORDS",
        "raw-lf, UNFRAMED_RECORDS",
        "no-terminator-record, TERMINATOR_ABSENT"
    })
    void theSwitchOfADeviationIsFound(String file, Tolerance expected) throws IOException {
        ProfileDerivation derived =
                ProfileDerivation.derive(Files.readAllBytes(corpus.resolve("synthetic/dev-" + file + ".bin")));
        assertThat(derived.tolerances()).containsExactly(expected);
        assertThat(derived.messages()).isPositive();
        assertThat(derived.lostBytes()).isLessThanOrEqualTo(derived.lostStrictly());
    }

    @Test
    void correctStreamsNeedNoSwitch() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(corpus.resolve("synthetic"))) {
            files = all.filter(file ->
                            String.valueOf(file.getFileName()).matches("(ok|query|reply|charset|delimiters|header)-.*"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(30);
        for (Path file : files) {
            assertThat(ProfileDerivation.derive(Files.readAllBytes(file)).tolerances())
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void aRecordingThatReusesANumberNeedsItsSwitch() throws IOException {
        ProfileDerivation derived = ProfileDerivation.derive(
                Files.readAllBytes(corpus.resolve("rubyastm/derived/sysmex-xn550-qc.bin")), LinkProfile.lenient());
        assertThat(derived.tolerances()).containsExactly(Tolerance.NUMBER_REUSED);
    }
}
