// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/** Bytes that belong to nothing, reported where their run ends or grows long. */
final class NoiseRun {

    private long start;
    private int count;

    void add(long offset, FrameSink out) {
        if (count == 0) {
            start = offset;
        }
        if (++count == FrameDecoder.NOISE_RUN) {
            end(out);
        }
    }

    void end(FrameSink out) {
        if (count > 0) {
            int length = count;
            count = 0;
            out.noise(start, length);
        }
    }
}
