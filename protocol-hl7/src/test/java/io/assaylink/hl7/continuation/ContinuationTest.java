// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.continuation.FragmentEvent.Abandoned;
import io.assaylink.hl7.continuation.FragmentEvent.Completed;
import io.assaylink.hl7.continuation.FragmentEvent.Taken;
import io.assaylink.hl7.message.Hl7Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2.10.2, clause by clause. */
class ContinuationTest {

    private static final long SECOND = 1_000_000_000L;

    private final FragmentAssembler assembler = new FragmentAssembler(FragmentLimits.defaults());
    private final List<FragmentEvent> events = new ArrayList<>();

    static Hl7Message fragment(String id, String pointer, String rest) {
        return message("MSH|^~\\&|A|B|||||ORU^R01|" + id + "|P|2.4||" + pointer + "\r" + rest);
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    private static String text(Hl7Message message) {
        return new String(message.toBytes(), ISO_8859_1);
    }

    private void take(Hl7Message fragment, long now) {
        assembler.take(fragment, now, events::add);
    }

    @Test
    @DisplayName("ADD continues the segment before it, character by character")
    void addenda() {
        assertThat(text(Continuation.joined(message("MSH|^~\\&|A\rOBX|1\rC|34\rADD|5|678|\rADD|90\rPID|1\r"))))
                .isEqualTo("MSH|^~\\&|A\rOBX|1\rC|345|678|90\rPID|1\r");
        assertThat(text(Continuation.joined(message("MSH#^~\\&#A\rC#34\rADD\rADD#5#\r"))))
                .isEqualTo("MSH#^~\\&#A\rC#345#\r");
        Hl7Message plain = message("MSH|^~\\&|A\rOBX|1|ADD\r");
        assertThat(Continuation.joined(plain)).isSameAs(plain);
    }

    @Test
    @DisplayName("MSH-14 or a DSC with a pointer make a fragment; an empty DSC and an interactive one do not")
    void whatAFragmentIs() {
        assertThat(Continuation.isFragment(fragment("1", "", "OBX|1\rDSC|P1|F\r")))
                .isTrue();
        assertThat(Continuation.isFragment(fragment("1", "", "OBX|1\rDSC|P1"))).isTrue();
        assertThat(Continuation.isFragment(fragment("2", "P1", "OBX|1\r"))).isTrue();
        assertThat(Continuation.isFragment(fragment("1", "", "OBX|1\r"))).isFalse();
        assertThat(Continuation.isFragment(fragment("1", "", "OBX|1\rDSC||\r"))).isFalse();
        assertThat(Continuation.isFragment(fragment("1", "", "OBX|1\rDSC|P1|I\r")))
                .isFalse();
        assertThat(Continuation.isFragment(fragment("1", "\"\"", "DSC|P1|F\rOBX|1\r")))
                .isFalse();
        assertThat(Continuation.isFragment(message("hello"))).isFalse();
    }

    @Test
    @DisplayName("the fragments become one message; the application acknowledgment names the first")
    void series() {
        Hl7Message first = fragment("1", "", "OBX|1\rDSC|P1|F\r");
        take(first, 0);
        take(fragment("2", "P1", "OBX|2|ab\rADD\rDSC|P2|F\r"), 0);
        take(fragment("3", "P2", "ADD|cd|e\rOBX|3\r"), 0);
        assertThat(events).hasSize(3);
        assertThat(events.get(0)).isEqualTo(new Taken(first));
        Completed completed = (Completed) events.get(2);
        assertThat(completed.first()).isEqualTo(first);
        assertThat(text(completed.message()))
                .isEqualTo("MSH|^~\\&|A|B|||||ORU^R01|1|P|2.4||\rOBX|1\rOBX|2|abcd|e\rOBX|3\r");
        assertThat(assembler.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @DisplayName("a series that stops is given up after its timeout, counted from its last fragment")
    void timeout() {
        Hl7Message first = fragment("1", "", "DSC|P1\r");
        Hl7Message second = fragment("2", "P1", "DSC|P2\r");
        take(first, 0);
        assertThat(assembler.nextDeadline()).isEqualTo(60 * SECOND);
        take(second, 50 * SECOND);
        assembler.tick(109 * SECOND, events::add);
        assertThat(events).hasSize(2);
        assembler.tick(110 * SECOND, events::add);
        assertThat(events.get(2)).isEqualTo(new Abandoned(List.of(first, second), FragmentCode.FRAGMENTS_TIMEOUT));
        take(fragment("3", "P2", "OBX|1\r"), 111 * SECOND);
        assertThat(((Abandoned) events.get(3)).code()).isEqualTo(FragmentCode.FRAGMENT_UNKNOWN);
    }

    @Test
    @DisplayName("a series that never stops is given up after the total")
    void total() {
        take(fragment("0", "", "DSC|P0\r"), 0);
        int i = 0;
        for (; assembler.nextDeadline() < Long.MAX_VALUE && i < 100; i++) {
            long now = (i + 1) * 50L * SECOND;
            assembler.tick(now, events::add);
            if (assembler.nextDeadline() < Long.MAX_VALUE) {
                take(fragment("x" + i, "P" + i, "DSC|P" + (i + 1) + "\r"), now);
            }
        }
        assertThat(i).isEqualTo(12);
    }

    @Test
    @DisplayName("size and number are bounded")
    void bounds() {
        FragmentAssembler small =
                new FragmentAssembler(FragmentLimits.defaults().withBounds(150, 2));
        small.take(fragment("1", "", "DSC|P1\r"), 0, events::add);
        small.take(fragment("2", "P1", "OBX|" + "x".repeat(150) + "\rDSC|P2\r"), 0, events::add);
        assertThat(((Abandoned) events.get(1)).code()).isEqualTo(FragmentCode.FRAGMENTS_TOO_LONG);
        assertThat(((Abandoned) events.get(1)).fragments()).hasSize(2);
        events.clear();
        for (int i = 0; i < 3; i++) {
            small.take(fragment("s" + i, "", "DSC|Q" + i + "\r"), 0, events::add);
        }
        assertThat(events.get(3))
                .isEqualTo(new Abandoned(List.of(fragment("s0", "", "DSC|Q0\r")), FragmentCode.FRAGMENTS_TOO_MANY));
        small.closed(events::add);
        assertThat(events.subList(4, 6))
                .extracting(event -> ((Abandoned) event).code())
                .containsOnly(FragmentCode.FRAGMENTS_CLOSED);
        assertThatThrownBy(() -> small.take(message("MSH|^~\\&|A\r"), 0, events::add))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FragmentLimits.defaults().withTimes(Duration.ofSeconds(9), Duration.ofSeconds(8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seriesOfTwoSendersMayCross() {
        take(fragment("1", "", "OBX|a\rDSC|P\r"), 0);
        take(message("MSH|^~\\&|Z|B|||||ORU^R01|7|P|2.4||\rOBX|z\rDSC|P\r"), 0);
        take(fragment("2", "P", "OBX|b\r"), 0);
        take(message("MSH|^~\\&|Z|B|||||ORU^R01|8|P|2.4||P\rOBX|y\r"), 0);
        assertThat(events)
                .filteredOn(Completed.class::isInstance)
                .extracting(event -> text(((Completed) event).message()))
                .containsExactly(
                        "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.4||\rOBX|a\rOBX|b\r",
                        "MSH|^~\\&|Z|B|||||ORU^R01|7|P|2.4||\rOBX|z\rOBX|y\r");
    }
}
