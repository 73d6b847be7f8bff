// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.continuation.FragmentLimits;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Fragment;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.message.Hl7Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2.10.2 on a connection: what is answered to fragments. */
class FragmentsTest {

    private final Peer peer = new Peer(
            ExchangeOptions.defaults().withFragments(FragmentLimits.defaults().withBounds(2000, 4)),
            new RepeatMemory(20));

    private static Hl7Message fragment(String id, String pointer, String conditions, String rest) {
        return Hl7Message.of(("MSH|^~\\&|A|B|||||ORU^R01|" + id + "|P|2.4||" + pointer + "|" + conditions + "\r" + rest)
                .getBytes(ISO_8859_1));
    }

    private void acceptsFragment(int index) {
        peer.accepts(peer.all(Fragment.class).get(index).hold());
    }

    @Test
    @DisplayName("off by default: each is delivered as it is, flagged")
    void off() {
        Peer plain = Peer.withDefaults();
        plain.receives(fragment("1", "", "", "OBX|1\rDSC|P1|F\r"));
        plain.receives(fragment("2", "P1", "", "OBX|2\r"));
        plain.receives(fragment("3", "", "", "OBX|2\r"));
        assertThat(plain.all(Delivered.class)).extracting(Delivered::fragment).containsExactly(true, true, false);
    }

    @Test
    @DisplayName("enhanced mode: a commit answer for each fragment, the application answer once for the first id")
    void enhanced() {
        peer.receives(fragment("1", "", "AL|AL", "OBX|1\rDSC|P1|F\r"));
        acceptsFragment(0);
        peer.receives(fragment("2", "P1", "AL|AL", "OBX|2\r"));
        acceptsFragment(1);
        assertThat(peer.written()).containsExactly("CA 1", "CA 2");
        Delivered whole = peer.all(Delivered.class).get(0);
        assertThat(new String(whole.message().toBytes(), ISO_8859_1)).endsWith("\rOBX|1\rOBX|2\r");
        assertThat(whole.fragment()).isFalse();
        peer.accepts(whole.hold());
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("original mode: nothing until the last, then one answer for the first id")
    void original() {
        peer.receives(fragment("1", "", "", "OBX|1\rDSC|P1|F\r"));
        acceptsFragment(0);
        peer.receives(fragment("2", "P1", "", "OBX|2\r"));
        acceptsFragment(1);
        assertThat(peer.written()).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("AA 1");
    }

    @Test
    @DisplayName("a fragment that is sent again is confirmed again and taken once")
    void repeats() {
        peer.receives(fragment("1", "", "AL|AL", "OBX|1\rDSC|P1|F\r"));
        acceptsFragment(0);
        assertThat(peer.written()).containsExactly("CA 1");
        peer.receives(fragment("1", "", "AL|AL", "OBX|1\rDSC|P1|F\r"));
        assertThat(peer.written()).containsExactly("CA 1");
        peer.receives(fragment("2", "P1", "AL|AL", "OBX|2\r"));
        peer.receives(fragment("2", "P1", "AL|AL", "OBX|2\r"));
        acceptsFragment(1);
        peer.accepts(peer.hold(0));
        assertThat(peer.written()).containsExactly("CA 2", "AA 1", "CA 2");
        assertThat(peer.all(Repeated.class)).hasSize(2);
        assertThat(peer.all(Delivered.class)).hasSize(1);
    }

    @Test
    @DisplayName("a series that stops is handed out and its first message refused for now")
    void timeout() {
        peer.receives(fragment("1", "", "AL|AL", "OBX|1\rDSC|P1|F\r"));
        acceptsFragment(0);
        peer.passes(59 * Peer.SECOND);
        assertThat(peer.all(Rejected.class)).isEmpty();
        assertThat(peer.exchange.nextDeadline(peer.now)).isEqualTo(60 * Peer.SECOND);
        peer.passes(Peer.SECOND);
        assertThat(peer.all(Rejected.class)).extracting(Rejected::code).containsExactly(ExchangeCode.FRAGMENTS_TIMEOUT);
        assertThat(peer.written()).containsExactly("CA 1", "AE 1");
    }

    @Test
    @DisplayName("a continuation of nothing and a series beyond its limit are refused for now")
    void refused() {
        peer.receives(fragment("2", "P1", "AL|AL", "OBX|2\r"));
        peer.receives(fragment("5", "", "", "OBX|5\rDSC|P5|F\r"));
        acceptsFragment(0);
        peer.receives(fragment("6", "P5", "", "OBX|" + "x".repeat(2000) + "\rDSC|P6|F\r"));
        assertThat(peer.all(Rejected.class))
                .extracting(Rejected::code)
                .containsExactly(
                        ExchangeCode.FRAGMENT_UNKNOWN,
                        ExchangeCode.FRAGMENTS_TOO_LONG,
                        ExchangeCode.FRAGMENTS_TOO_LONG);
        assertThat(peer.written()).containsExactly("CE 2", "AE 5");
        peer.receives(fragment("7", "", "", "OBX|5\rDSC|P7|F\r"));
        peer.closes();
        assertThat(peer.all(Rejected.class)).extracting(Rejected::code).endsWith(ExchangeCode.FRAGMENTS_CLOSED);
    }
}
