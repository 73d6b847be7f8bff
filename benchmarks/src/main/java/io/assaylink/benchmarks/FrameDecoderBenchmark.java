// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.frame.FrameDecoder;
import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.FrameSink;
import io.assaylink.astm.frame.Tolerance;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of E1381 frames to their verified texts, however the line cut them: time per frame of 240 characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameDecoderBenchmark {

    static final int FRAMES = 256;

    /** Bytes in a read; 0: all of them at once, 64 KiB. */
    @Param({"0", "1460", "64", "1"})
    public int read;

    private ByteBuffer[] reads = new ByteBuffer[0];
    private final FrameDecoder decoder = new FrameDecoder();
    private final Texts texts = new Texts();
    private final FrameLoop loop = new FrameLoop();

    /** Makes the frames and verifies that both find the same texts, and refuse the same damaged frame. */
    @Setup
    public void prepare() {
        byte[] bytes = Traffic.frames(FRAMES);
        byte[] damaged = bytes.clone();
        damaged[247 + 100] ^= 1;
        reads = Traffic.reads(damaged, read == 0 ? damaged.length : read);
        requireSame(FRAMES - 1);
        reads = Traffic.reads(bytes, read == 0 ? bytes.length : read);
        requireSame(FRAMES);
    }

    private void requireSame(int frames) {
        texts.clear();
        assaylink();
        long ours = texts.digest;
        if (texts.frames != frames || byHand() != frames || loop.texts.digest != ours) {
            throw new IllegalStateException("the candidates do not find the same frames");
        }
    }

    /** Frames found. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int assaylink() {
        texts.clear();
        for (ByteBuffer one : reads) {
            decoder.decode(one.rewind(), texts);
        }
        return texts.frames;
    }

    /** What a good engineer writes in an hour: collect up to LF, then check; no codes, offsets, limits or tolerances. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int byHand() {
        loop.texts.clear();
        for (ByteBuffer one : reads) {
            loop.decode(one.rewind());
        }
        return loop.texts.frames;
    }

    /** Looks at what it is given without copying it: the next step, a message, is not measured. */
    private static final class Texts implements FrameSink {
        private int frames;
        private long digest;

        void clear() {
            frames = 0;
            digest = 0;
        }

        void text(byte[] bytes, int from, int length) {
            frames++;
            digest = 31 * digest + length + bytes[from] + bytes[from + length / 2] + bytes[from + length - 1];
        }

        @Override
        public void frame(int number, boolean last, byte[] text, int length, long offset, long size) {
            text(text, 0, length);
        }

        @Override
        public void signal(byte code, long offset) {}

        @Override
        public void fault(FrameFault code, long offset, int expected, int found) {}

        @Override
        public void dropped(long offset, long size, boolean ended) {}

        @Override
        public void noise(long offset, long count) {}

        @Override
        public void tolerated(Tolerance used, long offset) {}
    }

    private static final class FrameLoop {
        private static final byte STX = 2;
        private static final byte LF = 10;

        private final Texts texts = new Texts();
        private byte[] frame = new byte[512];
        private int length;

        void decode(ByteBuffer in) {
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == STX) {
                    length = 0;
                }
                if (length == frame.length) {
                    frame = Arrays.copyOf(frame, 2 * length);
                }
                frame[length++] = b;
                if (b == LF) {
                    check();
                    length = 0;
                }
            }
        }

        /** STX number text ETB|ETX digit digit CR LF. */
        private void check() {
            int sum = 0;
            for (int i = 1; i < length - 4; i++) {
                sum += frame[i];
            }
            int claimed = Character.digit(frame[length - 4], 16) << 4 | Character.digit(frame[length - 3], 16);
            if (frame[0] == STX && frame[length - 2] == '\r' && (sum & 0xFF) == claimed) {
                texts.text(frame, 2, length - 7);
            }
        }
    }
}
