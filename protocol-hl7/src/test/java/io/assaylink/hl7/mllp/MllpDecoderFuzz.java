// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.assaylink.hl7.mllp.MllpEvent.Frame;

/**
 * Any bytes whatever, in any profile: no exception, no byte lost, no frame that is none, and the next message is read unless
 * the connection has failed. Runs its seeds unless JAZZER_FUZZ is set.
 */
class MllpDecoderFuzz {

    @FuzzTest(maxDuration = "60s")
    void anyBytes(byte[] bytes) {
        for (MllpProfile profile : Streams.PROFILES) {
            Line line = new Line(profile).hears(bytes, 1 + bytes.length % 7);
            assertThat(line.accounted()).isEqualTo(bytes.length);
            assertThat(line.decoder.work()).isLessThanOrEqualTo(Streams.mostWork(bytes.length, bytes.length));
            if (!line.decoder.failed()) {
                line.hears(Line.framed(Line.MESSAGE));
                assertThat(line.decoder.failed() || line.frames().contains(Line.MESSAGE))
                        .isTrue();
            }
            long read = line.decoder.bytesRead();
            line.closes();
            assertThat(line.accounted()).isEqualTo(read);
            assertThat(line.decoder.pendingBytes()).isZero();
            assertThat(line.events)
                    .filteredOn(Frame.class::isInstance)
                    .allMatch(event -> ((Frame) event).content().length >= 8);
        }
    }
}
