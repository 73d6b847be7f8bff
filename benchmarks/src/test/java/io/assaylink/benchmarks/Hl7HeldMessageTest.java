// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.message.Hl7Message;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an HL7 message that is kept takes: less than three times its bytes, which are counted, with its index. */
class Hl7HeldMessageTest {

    /** Bytes of heap taken up for the messages, so that what else the JVM does is small beside them. */
    private static final int MUCH = 24_000_000;

    static Arguments[] messages() {
        return new Arguments[] {
            Arguments.of("small, 1 OBX", Traffic.oru(1)),
            Arguments.of("typical, 13 OBX", Traffic.oru(13)),
            Arguments.of("large, 700 OBX", Traffic.oru(700)),
            Arguments.of("one document of 5 MB", Traffic.document(5_000_000)),
        };
    }

    /** Of four collections of the serial collector one leaves no gaps (MarkSweepAlwaysCompactCount), the others some. */
    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void isLessThanThreeTimesItsBytesOnTheWire(String name, byte[] bytes) {
        Hl7Message[] held = new Hl7Message[Math.max(3, MUCH / bytes.length)];
        long before = used();
        for (int i = 0; i < held.length; i++) {
            held[i] = Hl7Message.of(bytes.clone());
            assertThat(held[i].get("OBX[1]-1").text()).isEqualTo("1"); // makes the index
        }
        double each = (double) (used() - before) / held.length;
        System.out.printf("held message, %s: %.2f times its %d bytes%n", name, each / bytes.length, bytes.length);
        assertThat(held[held.length - 1].size()).isEqualTo(bytes.length);
        assertThat(each).isBetween(0.9 * bytes.length, 2.9 * bytes.length); // half a megabyte of others may go, once
    }
}
