// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.CloseReason;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MllpEndpointTest {
    private final Bench bench = new Bench(InstrumentOptions.defaults("poct-1"));

    private static String oru(String id) {
        return "<VT>MSH|^~\\&|DEV|LAB|LIS|LAB|20261120143205||ORU^R01|" + id
                + "|P|2.5.1<CR>PID|1||PID-0001<CR>OBR|1||S-1|GLU<CR>OBX|1|NM|GLU^Glucose^L||5.4|mmol/L|||||F<CR><FS><CR>";
    }

    @Test
    @DisplayName("4.2 AA comes after the commit and not before")
    void theAnswerWaitsForTheCommit() {
        assertThat(bench.say(oru("1"))).isEmpty();

        bench.outbox.commit();

        assertThat(bench.hear()).contains("MSA|AA|1");
        assertThat(bench.durable)
                .singleElement()
                .satisfies(message -> assertThat(message.format()).isEqualTo("lab.result/1"));
    }

    @Test
    @DisplayName("H22 TLS at a plain port is said and closed, also where the configuration says the protocol")
    void tlsAtAPlainPort() {
        byte[] hello = {22, 3, 1, 0, 90, 1, 0, 0, 86, 3, 3};
        byte[] alert = {21, 3, 3, 0, 2, 2, 10};
        for (InstrumentProtocol protocol : InstrumentProtocol.values()) {
            Bench told = new Bench(InstrumentOptions.defaults("poct-1").withProtocol(protocol));
            assertThat(told.say(hello)).isEmpty();
            assertThat(told.events).containsExactly("FOREIGN_TLS");
            assertThat(told.closed).containsExactly(new CloseReason.ProtocolViolation("FOREIGN_TLS", 0));
        }
        Bench answered = new Bench(InstrumentOptions.defaults("poct-1").withProtocol(InstrumentProtocol.HL7));
        answered.say(alert);
        assertThat(answered.events).containsExactly("FOREIGN_TLS");
    }

    @Test
    @DisplayName("H20 transient failure of the store: AE, the sender keeps its copy")
    void transientFailure() {
        bench.say(oru("1"));
        bench.outbox.fail(OutboxException.Code.FULL);

        assertThat(bench.hear()).contains("MSA|AE|1");
    }

    @Test
    @DisplayName("H21 never acceptable: AR")
    void tooLarge() {
        bench.say(oru("1"));
        bench.outbox.fail(OutboxException.Code.TOO_LARGE);

        assertThat(bench.hear()).contains("MSA|AR|1");
    }

    @Test
    void answersLeaveInTheOrderOfArrival() {
        bench.say(oru("1") + oru("2") + oru("3"));
        assertThat(bench.outbox.waiting()).isEqualTo(3);
        assertThat(bench.outbox.drafts).hasSize(3);
        bench.outbox.commit();
        bench.outbox.commit();
        bench.outbox.commit();

        String heard = bench.hear();
        assertThat(heard.indexOf("MSA|AA|1")).isLessThan(heard.indexOf("MSA|AA|2"));
        assertThat(heard.indexOf("MSA|AA|2")).isLessThan(heard.indexOf("MSA|AA|3"));
        assertThat(bench.durable).extracting(DurableMessage::firstSequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    @DisplayName("a frame without MSH gets no positive answer and is kept for a person")
    void noHeader() {
        Bench hl7 = new Bench(InstrumentOptions.defaults("poct-1").withProtocol(InstrumentProtocol.HL7));
        String heard = hl7.say("<VT>PID|1||PID-0001|no header<CR><FS><CR>");

        assertThat(heard).doesNotContain("MSA|AA").doesNotContain("MSA|CA");
        assertThat(hl7.outbox.drafts).isEmpty();
        assertThat(hl7.outbox.quarantined).isNotEmpty();
    }

    @Test
    @DisplayName("a repeat whose answer never left is answered again and not stored twice; another one is marked")
    void repeats() {
        bench.say(oru("1"));
        bench.disconnect();
        bench.outbox.commit();
        bench.hear();
        bench.connect();
        assertThat(bench.say(oru("1"))).contains("MSA|AA|1");
        assertThat(bench.outbox.drafts).hasSize(1);

        bench.say(oru("1"));

        assertThat(bench.outbox.drafts).hasSize(2);
        assertThat(new String(bench.outbox.drafts.get(1).data(), StandardCharsets.UTF_8))
                .contains("\"possibleDuplicateOf\":\"sha256:");
        bench.outbox.commit();
        assertThat(bench.durable.get(1).possibleDuplicate()).isTrue();
    }

    @Test
    void aFrameCutOffByTheEndIsQuarantined() {
        bench.say(oru("1").replace("<FS><CR>", ""));
        bench.disconnect();

        assertThat(bench.outbox.quarantined).containsExactly("INCOMPLETE_AT_CLOSE");
        assertThat(bench.outbox.drafts).isEmpty();
    }

    @Test
    @DisplayName("F20 an AA that a closing connection does not write is no answer: the repeat is recognised")
    void aClosingConnectionAnswersNothing() {
        bench.say(oru("1"));
        bench.closeFromHere();
        bench.outbox.commit();
        assertThat(bench.hear()).isEmpty();
        bench.connect();

        assertThat(bench.say(oru("1"))).contains("MSA|AA|1");
        assertThat(bench.outbox.drafts).hasSize(1);
    }

    @Test
    @DisplayName("F20 finishing waits for the answers to what was read, and reads no more")
    void finishing() {
        bench.say(oru("1") + oru("2"));
        var finished = bench.finish();
        bench.outbox.commit();
        assertThat(bench.hear()).contains("MSA|AA|1");
        assertThat(finished).isNotDone();
        bench.outbox.commit();

        assertThat(bench.hear()).contains("MSA|AA|2");
        assertThat(finished).isCompleted();
        bench.say(oru("3"));
        assertThat(bench.outbox.drafts).hasSize(2);
    }

    @Test
    @DisplayName("Q4 a message that wants no acknowledgment is tried until it is stored")
    void neverAcknowledged() {
        String silent = oru("1").replace("|P|2.5.1<CR>", "|P|2.5.1|||NE|NE<CR>");
        assertThat(bench.say(silent)).isEmpty();
        bench.outbox.fail(OutboxException.Code.FULL);
        assertThat(bench.hear()).isEmpty();
        assertThat(bench.refused).isEmpty();

        bench.pass(Duration.ofSeconds(10));
        bench.outbox.commit();

        assertThat(bench.hear()).isEmpty();
        assertThat(bench.durable).hasSize(1);
        bench.say(oru("2"));
        assertThat(bench.outbox.drafts).hasSize(3);
    }

    @Test
    void aListenerThatFailsCostsNoInstrumentItsAnswer() {
        EndpointListener broken = (EndpointListener) Proxy.newProxyInstance(
                EndpointListener.class.getClassLoader(),
                new Class<?>[] {EndpointListener.class},
                (of, method, given) -> {
                    throw new AssertionError("theirs");
                });
        Bench deaf = new Bench(InstrumentOptions.defaults("poct-1"), Optional.of(broken));
        deaf.say(oru("1"));
        deaf.outbox.commit();
        assertThat(deaf.hear()).contains("MSA|AA|1");

        deaf.say(oru("2"));
        deaf.outbox.fail(OutboxException.Code.FULL);
        assertThat(deaf.hear()).contains("MSA|AE|2");
    }
}
