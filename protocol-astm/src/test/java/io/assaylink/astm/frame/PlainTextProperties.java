// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Eight bytes at a time must find and sum what one at a time does. */
class PlainTextProperties {

    @Provide
    Arbitrary<byte[]> texts() {
        Arbitrary<Byte> any = Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.bytes().between((byte) ' ', Byte.MAX_VALUE)),
                Tuple.of(20, Arbitraries.bytes().between(Byte.MIN_VALUE, (byte) -1)),
                Tuple.of(5, Arbitraries.of((byte) '\r', (byte) 0, (byte) 9, (byte) 0x1B)),
                Tuple.of(1, Arbitraries.bytes().between((byte) 0, (byte) 0x1F)));
        return any.array(byte[].class).ofMaxSize(300);
    }

    private static void sameAsByteByByte(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && !Control.isRestricted(bytes[end])) {
            end++;
        }
        long run = PlainText.run(bytes, from, to);
        assertThat(PlainText.end(run)).isEqualTo(end);
        assertThat(PlainText.sum(run)).isEqualTo(Checksum.of(bytes, from, end));
    }

    @Property(tries = 10_000)
    void findsAndSumsWhatAByteLoopDoes(@ForAll("texts") byte[] bytes, @ForAll @IntRange(max = 20) int cut) {
        int from = Math.min(cut, bytes.length);
        sameAsByteByByte(bytes, from, bytes.length);
        sameAsByteByByte(bytes, 0, bytes.length - from);
    }

    @Property(tries = 50)
    void longTextsOfLargeBytesDoNotOverflowTheSum(@ForAll byte filling, @ForAll @IntRange(min = 1000) int seed) {
        byte[] bytes = new byte[2 + seed % 70_000];
        Arrays.fill(bytes, (byte) (filling | 0x20));
        bytes[bytes.length - 1] = Control.ETX;
        sameAsByteByByte(bytes, 0, bytes.length);
    }
}
