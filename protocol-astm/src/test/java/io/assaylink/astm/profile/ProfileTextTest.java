// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.FrameEncoder.Packing;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.profile.ProfileError.Code;
import io.assaylink.astm.query.QueryDialect;
import io.assaylink.astm.record.AstmMessage;
import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles as text. */
class ProfileTextTest {

    private static final String E411 = """
            # Roche cobas e 411
            name = cobas e 411
            BASE = E1381-95

            tolerances = number-skips-zero, LOWERCASE_CHECKSUM,
            message-limit = 1000000
            charset = windows-1252
            packing = Etb_Until_Last
            sent-text-limit = 200
            reply-to-enquiry = 500ms
            receive = 2min
            sends = 7
            query-specimen-component = 3
            query-abort-cancels = no
            query-echo = whole
            """;

    @Test
    void everyLineIsRead() {
        InstrumentProfile profile = ProfileText.read(E411).orThrow();
        assertThat(profile.name()).isEqualTo("cobas e 411");
        assertThat(profile.link())
                .isEqualTo(LinkProfile.e1381()
                        .with(Tolerance.NUMBER_SKIPS_ZERO, Tolerance.LOWERCASE_CHECKSUM)
                        .withMessageLimit(1_000_000)
                        .withCharset(Charset.forName("windows-1252"))
                        .withSending(new FrameEncoder(Packing.ETB_UNTIL_LAST, 200)));
        assertThat(profile.timers())
                .isEqualTo(LinkTimers.defaults()
                        .withReplyToEnquiry(Duration.ofMillis(500))
                        .withReceive(Duration.ofMinutes(2))
                        .withSends(7));
        assertThat(profile.query()).isEqualTo(new QueryDialect(3, false, QueryDialect.Echo.WHOLE));
    }

    @Test
    void theBaseCountsWhereverItStands() {
        assertThat(ProfileText.read("text-limit = 100\nbase = lenient")
                        .orThrow()
                        .link())
                .isEqualTo(LinkProfile.lenient().withTextLimit(100));
        assertThat(ProfileText.read("base = lenient\ntolerances =").orThrow().link())
                .isEqualTo(LinkProfile.strict());
        assertThat(ProfileText.read("base = raw").orThrow().link())
                .isEqualTo(LinkProfile.strict().with(Tolerance.UNFRAMED_RECORDS));
        assertThat(ProfileText.read("base = lis01-a2").orThrow()).isEqualTo(InstrumentProfile.strict());
        assertThat(ProfileText.read("").orThrow()).isEqualTo(InstrumentProfile.strict());
        assertThat(ProfileText.read("\uFEFFname = x\r\rsends = 3\r\n")
                        .orThrow()
                        .timers()
                        .sends())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "chekcsum # NOT_A_SETTING # key = value belongs here",
                "= x # NOT_A_SETTING # key = value belongs here",
                "recieve = 1s # UNKNOWN_KEY # there is no recieve; did you mean receive?",
                "colour = red # UNKNOWN_KEY # there is no colour",
                "name = again # KEY_AGAIN # name stands in line 1 already",
                "tolerances = LOWERCASE_CHEKSUM # BAD_VALUE # tolerances: there is no LOWERCASE_CHEKSUM; did you mean LOWERCASE_CHECKSUM?",
                "tolerances = ALL # BAD_VALUE # tolerances: there is no ALL",
                "base = leniant # BAD_VALUE # there is no leniant; did you mean lenient?",
                "charset = UFT-8 # BAD_VALUE # there is no character set of this name; did you mean UTF-8?",
                "charset = UTF-16 # BAD_VALUE # records need a character set that contains ASCII",
                "charset = ? # BAD_VALUE # there is no character set of this name",
                "packing = full # BAD_VALUE # one of packed, unpacked, etb-until-last",
                "query-echo = splt # BAD_VALUE # did you mean split?",
                "query-abort-cancels = maybe # BAD_VALUE # yes or no",
                "text-limit = 63994 # BAD_VALUE # 1 to 63,993",
                "text-limit = 240 bytes # BAD_VALUE # a whole number without a unit",
                "sent-text-limit = 0 # BAD_VALUE # 1 to 63,993",
                "query-specimen-component = 0 # BAD_VALUE # components start at 1",
                "sends = 0 # BAD_VALUE # at least one attempt",
                "receive = 30 # BAD_VALUE # a time such as 15s, 100ms or 2min",
                "receive = 0s # BAD_VALUE # a time such as 15s, 100ms or 2min"
            })
    void aWrongLineIsNamedAndLeftOut(String line, Code code, String message) {
        ProfileReading reading = ProfileText.read("name = x\n\n" + line + "\nenquiries = 9");
        assertThat(reading.errors()).hasSize(1);
        ProfileError error = reading.errors().get(0);
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).contains(message);
        assertThat(error).hasToString("line 3: " + error.message());
        assertThat(reading.profile().timers().enquiries()).isEqualTo(9);
        assertThatThrownBy(reading::orThrow)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 3: ");
    }

    @Test
    void errorsAreInTheOrderOfTheLines() {
        assertThat(ProfileText.read("sends = x\nbase = y\nz").errors())
                .extracting(ProfileError::line)
                .containsExactly(1, 2, 3);
    }

    @Test
    void whatIsWrittenIsTheDifferenceFromStrict() {
        assertThat(ProfileText.write(InstrumentProfile.strict())).isEqualTo("base = strict\n");
        assertThat(ProfileText.write(ProfileText.read(E411).orThrow())).isEqualTo("""
                        name = cobas e 411
                        base = strict
                        tolerances = LOWERCASE_CHECKSUM, NUMBER_SKIPS_ZERO
                        text-limit = 240
                        message-limit = 1000000
                        charset = windows-1252
                        packing = etb-until-last
                        sent-text-limit = 200
                        reply-to-enquiry = 500ms
                        receive = 120s
                        sends = 7
                        query-specimen-component = 3
                        query-abort-cancels = no
                        query-echo = whole
                        """);
    }

    @Test
    void whatNoTextCanSayIsRefused() {
        for (InstrumentProfile odd : List.of(
                InstrumentProfile.strict().withName("two\nlines"),
                InstrumentProfile.strict().withTimers(LinkTimers.defaults().withHold(Duration.ofNanos(1))))) {
            assertThatThrownBy(() -> ProfileText.write(odd)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("3.10 names of controls are per instrument, and none is taken for granted")
    void namesOfControls() {
        ControlNaming naming = ProfileText.read("control-specimen-prefix = QC-, CTRL,")
                .orThrow()
                .controls();
        assertThat(naming.prefixes()).containsExactly("QC-", "CTRL");
        assertThat(InstrumentProfile.lenient().controls()).isEqualTo(ControlNaming.none());
        AstmMessage orders = AstmMessage.of(String.join(
                        "\r",
                        "H|\\^&",
                        "O|1|QC-1",
                        "O|2||1^1^      QC-82151403^B",
                        "O|3|S1\\CTRL 2",
                        "O|4|S-QC-1^4",
                        "O|5|qc-1",
                        "O|6",
                        "L|1")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(orders.records().stream().filter(record -> record.is('O')).map(naming::namesControl))
                .containsExactly(true, true, true, false, false, false);
        assertThat(orders.records()).noneMatch(ControlNaming.none()::namesControl);
        assertThatThrownBy(() -> new ControlNaming(List.of(" "))).isInstanceOf(IllegalArgumentException.class);
    }

    /** A setting added to a link must be added to the text too. */
    @Test
    void everySettingHasItsKey() {
        List<String> keys = ProfileText.keys();
        for (Class<?> settings : List.of(LinkProfile.class, LinkTimers.class)) {
            assertThat(Arrays.stream(settings.getRecordComponents())
                            .map(RecordComponent::getName)
                            .filter(name -> !name.equals("sending"))
                            .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)))
                    .allSatisfy(key -> assertThat(keys).contains(key));
        }
    }
}
