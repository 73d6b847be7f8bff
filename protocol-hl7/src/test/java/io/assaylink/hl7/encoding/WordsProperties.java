// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Eight bytes at a time find what one at a time finds. */
class WordsProperties {

    @Property(tries = 10_000)
    void theFirstIsTheOneALoopFinds(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = bytes(random);
        int from = random.nextInt(bytes.length + 1);
        int end = from + random.nextInt(bytes.length - from + 1);
        for (byte wanted : new byte[] {'|', 0, (byte) 0x80, (byte) 0xFF, 1}) {
            int expected = from;
            while (expected < end && bytes[expected] != wanted) {
                expected++;
            }
            assertThat(Words.find(bytes, from, end, wanted)).isEqualTo(expected);
        }
    }

    @Property(tries = 10_000)
    void allAreThoseThatOneByOneIsFound(@ForAll long seed, @ForAll("charsets") Charset charset) {
        Random random = new Random(seed);
        byte[] bytes = bytes(random);
        CharacterScan scan = CharacterScan.of(charset);
        int at = random.nextInt(3);
        int limit = at + random.nextInt(20);
        int[] expected = new int[limit];
        int count = at;
        for (int i = scan.find(bytes, 0, bytes.length, '|'); i < bytes.length && count < limit; ) {
            expected[count++] = i;
            i = scan.find(bytes, i + 1, bytes.length, '|');
        }
        int[] found = new int[limit];
        assertThat(scan.findAll(bytes, 0, bytes.length, '|', found, at, limit)).isEqualTo(count);
        assertThat(Arrays.copyOf(found, count)).isEqualTo(Arrays.copyOf(expected, count));
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("UTF-8", "GBK", "Shift_JIS", "ISO-2022-JP").map(Charset::forName);
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(120)];
        byte[] likely = {'|', '|', '}', '{', 0, 1, (byte) 0x80, (byte) 0xFF, (byte) 0xFC, 'a'};
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = likely[random.nextInt(likely.length)];
        }
        return bytes;
    }
}
