// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.ReplyActions.Action;
import io.assaylink.hl7.message.Hl7Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sender does about an answer. */
class ReplyActionsTest {

    private static Hl7Message answer(String rest) {
        return Hl7Message.of(("MSH|^~\\&|||||||ACK|1|P|2.5\r" + rest).getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"AA,DONE", "CA,DONE", "AE,RETRY", "CE,RETRY", "AR,FAIL", "CR,FAIL", "OK,RETRY", "'',RETRY"})
    @DisplayName("H20 the defaults: AE and CE are transient, AR and CR final, unknown is like AE")
    void defaults(String code, Action action) {
        assertThat(ReplyActions.defaults().of(answer("MSA|" + code + "|1\r"))).isEqualTo(action);
    }

    @Test
    void anErrorNumberComesBeforeTheCodeAndTheGravestWins() {
        ReplyActions actions = ReplyActions.parse("AR=SUSPEND, 206=RETRY 203=DISCONNECT\tSILENCE=DISCONNECT");
        assertThat(actions.of(answer("MSA|AR|1\rERR|||206^Locked^HL70357|E\r"))).isEqualTo(Action.RETRY);
        assertThat(actions.of(answer("MSA|AR|1\rERR|||203|E\rERR|||206|E\r"))).isEqualTo(Action.DISCONNECT);
        assertThat(actions.of(answer("MSA|AR|1\rERR|PID^1^3^206&Locked&HL70357\r")))
                .isEqualTo(Action.RETRY);
        assertThat(actions.of(answer("MSA|AR|1|locked|||206|\r"))).isEqualTo(Action.RETRY);
        assertThat(actions.of(answer("MSA|AR|1\rERR|||207|E\r"))).isEqualTo(Action.SUSPEND);
        assertThat(actions.of(answer("MSA|AA|1\rERR|||206|I\r"))).isEqualTo(Action.DONE);
        assertThat(actions.silence()).isEqualTo(Action.DISCONNECT);
    }

    @Test
    void textAndBack() {
        ReplyActions actions = ReplyActions.defaults()
                .with(AckCode.AR, Action.SUSPEND)
                .withError(206, Action.RETRY)
                .withOther(Action.FAIL)
                .withSilence(Action.DISCONNECT);
        assertThat(actions.toString())
                .isEqualTo(
                        "AA=DONE AE=RETRY AR=SUSPEND CA=DONE CE=RETRY CR=FAIL 206=RETRY OTHER=FAIL SILENCE=DISCONNECT");
        assertThat(ReplyActions.parse(actions.toString())).isEqualTo(actions);
        assertThatThrownBy(() -> ReplyActions.parse("AE")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReplyActions.parse("XX=RETRY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("XX=RETRY");
        assertThatThrownBy(() -> ReplyActions.parse("SILENCE=DONE")).isInstanceOf(IllegalArgumentException.class);
    }
}
