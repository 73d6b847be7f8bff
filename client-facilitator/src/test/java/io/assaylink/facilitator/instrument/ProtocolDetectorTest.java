// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.instrument.ProtocolDetector.Answer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("2.13 the protocol is told by the first bytes, at every cut")
class ProtocolDetectorTest {
    private static final String ASTM = "<ENQ>" + Bench.frame(1, "H|\\^&|||ACME<CR>P|1<CR>L|1|N<CR>") + "<EOT>";
    private static final String HL7 = "<VT>MSH|^~\\&|DEV|LAB|LIS|LAB|2026||ORU^R01|1|P|2.5.1<CR>PID|1<CR><FS><CR>";

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            <ENQ>~ASTM
            <STX>1H|~ASTM
            <EOT><ENQ>~ASTM
            H|\\^&|||ACME~ASTM
            <CR><LF><ENQ>~ASTM
            <VT>MSH|~HL7
            MSH|^~HL7
            FHS|^~HL7
            BHS|^~HL7
            GET / HTTP/1.1~FOREIGN_HTTP
            HEAD / HTTP/1.1~FOREIGN_HTTP
            HTTP/1.1 200~FOREIGN_HTTP
            POST / HTTP/1.1~FOREIGN_HTTP
            <?xml version~FOREIGN_XML
            {"kind":"hello"}~FOREIGN_JSON
            [1]~FOREIGN_JSON
            hello~FOREIGN_UNKNOWN
            HELLO~FOREIGN_UNKNOWN
            """)
    void everyCutAnswersMoreUntilItIsTold(String text, Answer answer) {
        byte[] bytes = Bench.bytes(text);
        Answer told = Answer.MORE;
        for (int length = 0; length <= bytes.length; length++) {
            Answer now = ProtocolDetector.detect(bytes, length);
            assertThat(told == Answer.MORE || now == told).isTrue();
            told = now;
        }
        assertThat(told).isEqualTo(answer);
    }

    @Test
    void aClientHelloIsTls() {
        byte[] hello = {0x16, 0x03, 0x01, 0x02};

        assertThat(ProtocolDetector.detect(hello, 1)).isEqualTo(Answer.MORE);
        assertThat(ProtocolDetector.detect(hello, 2)).isEqualTo(Answer.FOREIGN_TLS);
    }

    @Test
    void fillerHasABound() {
        byte[] nothing = new byte[ProtocolDetector.LIMIT];
        Arrays.fill(nothing, (byte) ' ');

        assertThat(ProtocolDetector.detect(nothing, nothing.length)).isEqualTo(Answer.FOREIGN_UNKNOWN);
    }

    @Test
    void whereverTheNetworkCutsTheEndpointDeliversTheSame() {
        for (String traffic : new String[] {ASTM, HL7}) {
            byte[] bytes = Bench.bytes(traffic);
            for (int cut = 1; cut < bytes.length; cut++) {
                Bench bench = new Bench(InstrumentOptions.defaults("x"));
                bench.say(Arrays.copyOf(bytes, cut));
                bench.say(Arrays.copyOfRange(bytes, cut, bytes.length));

                assertThat(bench.outbox.drafts).as("cut at %d", cut).hasSize(1);
                assertThat(bench.detected).hasSize(1);
            }
        }
    }

    @Test
    void aForeignPeerIsClosedWithACodeAndItsBytesAreKept() {
        Bench bench = new Bench(InstrumentOptions.defaults("x"));
        assertThat(bench.say("GET / HTTP/1.1<CR><LF>")).isEmpty();

        assertThat(bench.events).containsExactly("FOREIGN_HTTP");
        assertThat(bench.outbox.quarantined).containsExactly("FOREIGN_HTTP");
        assertThat(bench.closed).hasSize(1);
    }

    @Test
    void aPeerThatNeverSaysEnoughIsClosed() {
        Bench bench = new Bench(InstrumentOptions.defaults("x"));
        bench.say("M");
        bench.pass(Duration.ofSeconds(31));

        assertThat(bench.events).containsExactly("FOREIGN_UNKNOWN");
        assertThat(bench.closed).hasSize(1);
    }
}
