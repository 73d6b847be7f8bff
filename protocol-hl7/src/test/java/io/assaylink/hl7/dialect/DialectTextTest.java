// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.AckPolicy.Condition;
import io.assaylink.hl7.dialect.AnalyzerDialect.Dialogue;
import io.assaylink.hl7.dialect.AnalyzerDialect.Role;
import io.assaylink.hl7.dialect.DialectError.Code;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.ExchangeOptions.Batches;
import io.assaylink.hl7.exchange.ExchangeOptions.Correlation;
import io.assaylink.hl7.exchange.ExchangeOptions.Repeats;
import io.assaylink.hl7.message.Hl7Problem;
import io.assaylink.hl7.message.MessageProfile.Terminator;
import io.assaylink.hl7.mllp.MllpCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Dialects as text, and those that are shipped. */
class DialectTextTest {

    private static final Path FILES = Path.of("src/main/resources/io/assaylink/hl7/dialect");

    private static final String EVERY_KEY = """
            # every key
            name = All of it
            base = standard
            roles = listens
            dialogues = LAW, display_query
            ack-mode = commit
            ack-text = yes
            ack-number = yes
            ack-error-on-success = yes
            ack-plain-type = yes
            ack-conditions = yes
            correlation = IN_ORDER
            repeats = answer-all
            charset = GB 18030-2000
            default-charset = windows-1252
            detect-utf-8 = yes
            terminator = lf
            join-broken-lines = yes
            message-tolerances = CHARSET, BLANK_LINE
            framing-tolerances = UNFRAMED_BLANKS
            message-limit = 1000
            gap-limit = 10
            end-grace = 50ms
            frame-silence = 2s
            frame-total = 3min
            answer-timeout = 5s
            application-timeout = 6s
            hold-timeout = none
            held-limit = 3
            send-window = 1
            """;

    static java.util.List<String> presets() {
        return AnalyzerDialect.presets();
    }

    @Test
    void everyKeyIsReadAndWritten() {
        AnalyzerDialect dialect = DialectText.read(EVERY_KEY).orThrow();
        assertThat(dialect.name()).isEqualTo("All of it");
        assertThat(dialect.roles()).containsExactly(Role.LISTENS);
        assertThat(dialect.dialogues()).containsExactlyInAnyOrder(Dialogue.LAW, Dialogue.DISPLAY_QUERY);
        ExchangeOptions exchange = dialect.exchange();
        assertThat(exchange.acknowledgments().mode()).contains(AckPolicy.enhancedMode(Condition.AL, Condition.NE));
        assertThat(exchange.acknowledgments().statusText()).isTrue();
        assertThat(exchange.acknowledgments().statusCode()).isTrue();
        assertThat(exchange.acknowledgments().errorOnSuccess()).isTrue();
        assertThat(exchange.acknowledgments().plainType()).isTrue();
        assertThat(exchange.acknowledgments().conditions()).isTrue();
        assertThat(exchange.correlation()).isEqualTo(Correlation.IN_ORDER);
        assertThat(exchange.repeats()).isEqualTo(Repeats.ANSWER_ALL);
        assertThat(exchange.reading().charset()).contains(Charset.forName("GB18030"));
        assertThat(exchange.reading().defaultCharset()).contains(Charset.forName("windows-1252"));
        assertThat(exchange.reading().detectUtf8()).isTrue();
        assertThat(exchange.reading().terminator()).isEqualTo(Terminator.LF);
        assertThat(exchange.reading().joinBrokenLines()).isTrue();
        assertThat(exchange.reading().tolerated())
                .containsExactlyInAnyOrder(Hl7Problem.Code.CHARSET, Hl7Problem.Code.BLANK_LINE);
        assertThat(exchange.framing().tolerated()).containsExactly(MllpCode.UNFRAMED_BLANKS);
        assertThat(exchange.framing().messageLimit()).isEqualTo(1000);
        assertThat(exchange.framing().gapLimit()).isEqualTo(10);
        assertThat(exchange.framing().grace()).hasMillis(50);
        assertThat(exchange.framing().silence()).hasSeconds(2);
        assertThat(exchange.framing().total()).hasMinutes(3);
        assertThat(exchange.times().answer()).hasSeconds(5);
        assertThat(exchange.times().application()).hasSeconds(6);
        assertThat(exchange.times().hold()).isEmpty();
        assertThat(exchange.heldLimit()).isEqualTo(3);
        assertThat(exchange.sendWindow()).isEqualTo(1);
        assertThat(EVERY_KEY).contains(DialectText.keys());
        assertThat(DialectText.read(DialectText.write(dialect)).orThrow()).isEqualTo(dialect);
        assertThat(DialectText.write(AnalyzerDialect.standard())).isEmpty();
    }

    @Test
    void aKeyReplacesWhatTheBaseSaysAndCanTakeItBack() {
        AnalyzerDialect own = DialectText.read("\uFEFFack-mode = as-asked\r\nhold-timeout = 3s\nbase = MINDRAY_BS\n")
                .orThrow();
        assertThat(own.exchange().acknowledgments().mode()).isEmpty();
        assertThat(own.exchange().acknowledgments().statusText()).isTrue();
        assertThat(own.exchange().times().hold()).contains(Duration.ofSeconds(3));
        assertThat(own.dialogues()).containsExactly(Dialogue.DISPLAY_QUERY);
        AnalyzerDialect none = DialectText.read("base = mindray-bs\ndialogues = none\ncharset = none\n")
                .orThrow();
        assertThat(none.dialogues()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "hello # NOT_A_SETTING # line 1: key = value belongs here",
                "charsset = UTF-8 # UNKNOWN_KEY # line 1: there is no charsset; did you mean charset?",
                "base = mindray-bss # BAD_VALUE # line 1: base: there is no mindray-bss; did you mean mindray-bs?",
                "charset = UTF-88 # BAD_VALUE # line 1: charset: there is no character set of this name; did you mean UTF-8?",
                "charset = UTF-16 # BAD_VALUE # line 1: charset: messages need a charset that contains ASCII, not UTF-16",
                "ack-mode = maybe # BAD_VALUE # line 1: ack-mode: there is no maybe; one of as-asked, application, both, commit, none",
                "ack-text = on # BAD_VALUE # line 1: ack-text: yes or no",
                "correlation = by-luck # BAD_VALUE # line 1: correlation: there is no by-luck; one of by-control-id, in-order, by-control-id-then-order",
                "roles = none # BAD_VALUE # line 1: roles: an analyzer connects, listens or both",
                "answer-timeout = 5 # BAD_VALUE # line 1: answer-timeout: a time such as 15s, 100ms or 2min, above 0",
                "answer-timeout = 0s # BAD_VALUE # line 1: answer-timeout: a time such as 15s, 100ms or 2min, above 0",
                "message-limit = 1k # BAD_VALUE # line 1: message-limit: a whole number without a unit",
                "message-limit = 0 # BAD_VALUE # line 1: message-limit: limits must be positive",
                "message-tolerances = BAD_MSH # BAD_VALUE # line 1: message-tolerances: BAD_MSH cannot be tolerated",
                "framing-tolerances = NESTED_STAR # BAD_VALUE # line 1: framing-tolerances: there is no NESTED_STAR; did you mean nested-start?"
            })
    void aWrongLineIsSaidAndLeftOut(String line, Code code, String said) {
        DialectReading reading = DialectText.read(line);
        assertThat(reading.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo(code);
            assertThat(error).hasToString(said);
        });
        assertThat(reading.dialect()).isEqualTo(AnalyzerDialect.standard());
        assertThatThrownBy(reading::orThrow).hasMessage(said);
    }

    @Test
    void aKeyStandsOnce() {
        assertThat(DialectText.read("name = a\n\nname = b").errors())
                .containsExactly(new DialectError(3, Code.KEY_AGAIN, "name stands in line 1 already"));
    }

    @Test
    void whatATextCannotSayIsNotWritten() {
        AnalyzerDialect standard = AnalyzerDialect.standard();
        assertThatThrownBy(() -> DialectText.write(standard.withName(" a")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DialectText.write(standard.withExchange(
                        standard.exchange().withBatches(new Batches(Batches.Answers.NONE, false)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DialectText.write(standard.withExchange(standard.exchange()
                        .withAcknowledgments(standard.exchange()
                                .acknowledgments()
                                .withMode(AckPolicy.enhancedMode(Condition.SU, Condition.ER))))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(DialectText.write(standard.withRoles(Set.of(Role.LISTENS)))).isEqualTo("roles = listens\n");
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
        assertThat(DialectText.keys()).allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
        assertThat(AnalyzerDialect.preset("../Presets")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetNamesItsInstrumentAndItsEvidence(String name) throws IOException {
        String text = Files.readString(FILES.resolve(name + ".profile"));
        assertThat(DialectText.read(text).errors()).isEmpty();
        assertThat(text).startsWith("#").contains("Evidence: ").doesNotContain("\t");
        AnalyzerDialect preset = AnalyzerDialect.preset(name).orElseThrow();
        assertThat(preset).isEqualTo(DialectText.read(text).dialect());
        assertThat(preset.name()).isNotEmpty();
        assertThat(DialectText.read("base = " + name).orThrow()).isEqualTo(preset);
        assertThat(DialectText.read(DialectText.write(preset)).orThrow()).isEqualTo(preset);
        assertThat(preset.exchange().framing().tolerated())
                .as("no preset hides damage")
                .doesNotContain(MllpCode.START_IN_TEXT, MllpCode.MESSAGE_TIMEOUT);
    }
}
