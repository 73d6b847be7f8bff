// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** T4: an instrument ends its half of the connection behind its last message, and still listens. */
class HalfCloseTest {
    private static final String ORU = "<VT>MSH|^~\\&|DEV|LAB|LIS|LAB|20261120143205||ORU^R01|1|P|2.5.1<CR>"
            + "OBR|1||S-1|GLU<CR>OBX|1|NM|GLU^Glucose^L||5.4|mmol/L|||||F<CR><FS><CR>";

    private final Bench bench = new Bench(InstrumentOptions.defaults("chem-1"));

    @Test
    @DisplayName("T4 the message that came just before FIN still gets its AA, then the connection ends")
    void aaBehindFin() {
        assertThat(bench.sayLast(ORU)).isEmpty();
        assertThat(bench.closed).isEmpty();

        bench.outbox.commit();

        assertThat(bench.hear()).contains("MSA|AA|1");
        assertThat(bench.closed).singleElement().isInstanceOf(CloseReason.ByPeer.class);
    }

    @Test
    @DisplayName("T4 the message that came just before FIN still gets its ACK, then the connection ends")
    void ackBehindFin() {
        bench.say("<ENQ>");
        assertThat(bench.sayLast(Bench.frame(1, "H|\\^&<CR>L|1|N<CR>"))).isEmpty();
        assertThat(bench.closed).isEmpty();

        bench.outbox.commit();

        assertThat(bench.hear()).isEqualTo("<ACK>");
        assertThat(bench.closed).singleElement().isInstanceOf(CloseReason.ByPeer.class);
    }

    @Test
    @DisplayName("T4 a store that does not answer holds an ended connection for 10 s at most; the hold ends with NAK")
    void noAnswerBehindFin() {
        bench.say("<ENQ>");
        assertThat(bench.sayLast(Bench.frame(1, "H|\\^&<CR>L|1|N<CR>"))).isEmpty();

        bench.pass(Duration.ofSeconds(13));

        assertThat(bench.closed).singleElement().isInstanceOf(CloseReason.ByPeer.class);
    }
}
