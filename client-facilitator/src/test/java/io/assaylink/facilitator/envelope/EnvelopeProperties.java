// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

@Label("F9 envelope")
class EnvelopeProperties {

    @Property
    void noiseNeverThrowsAnythingElse(@ForAll byte[] noise) {
        assertThat(isRead(noise)).isFalse();
    }

    @Property
    void aSpoiledEventIsReadOrRefused(@ForAll @IntRange(max = 180) int at, @ForAll byte value) {
        byte[] frame = EnvelopeWriter.event(
                "io.assaylink.result.v1",
                "/s",
                "i",
                7,
                Instant.EPOCH,
                "chem-1",
                "{\"a\":\"\\u00e9\"}".getBytes(StandardCharsets.UTF_8));
        frame[at % frame.length] = value;
        boolean read = isRead(frame);

        assertThat(read && Utf8.firstBroken(frame) >= 0).isFalse();
    }

    @Property
    void whatIsUtf8AgreesWithThePlatform(@ForAll byte[] bytes) {
        boolean platform;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
            platform = true;
        } catch (CharacterCodingException broken) {
            platform = false;
        }
        assertThat(Utf8.firstBroken(bytes) < 0).isEqualTo(platform);
    }

    private static boolean isRead(byte[] frame) {
        try {
            new EnvelopeReader(1 << 20).read(frame);
            return true;
        } catch (EnvelopeException refused) {
            assertThat(refused.offset()).isBetween(0L, (long) frame.length);
            return false;
        }
    }
}
