// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.frame.FrameDecoder;
import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.FrameSink;
import io.assaylink.astm.frame.Tolerance;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
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
    private ByteBuf[] nettyReads = new ByteBuf[0];
    private final LineCheck line = new LineCheck();
    private final EmbeddedChannel channel = new EmbeddedChannel(new LineBasedFrameDecoder(505), line);

    /** Makes the frames and verifies that all find the same texts, and refuse the same damaged frame. */
    @Setup
    public void prepare() {
        byte[] bytes = Traffic.frames(FRAMES);
        byte[] damaged = bytes.clone();
        damaged[247 + 100] ^= 1;
        cut(damaged);
        requireSame(FRAMES - 1);
        cut(bytes);
        requireSame(FRAMES);
    }

    private void cut(byte[] bytes) {
        reads = Traffic.reads(bytes, read == 0 ? bytes.length : read);
        nettyReads = Arrays.stream(reads).map(Unpooled::wrappedBuffer).toArray(ByteBuf[]::new);
    }

    private void requireSame(int frames) {
        texts.clear();
        assaylink();
        long ours = texts.digest;
        boolean handAgrees = byHand() == frames && loop.texts.digest == ours;
        boolean nettyAgrees = netty() == frames && line.texts.digest == ours;
        if (texts.frames != frames || !handAgrees || !nettyAgrees) {
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
            loop.decode(one.array(), one.arrayOffset(), one.limit());
        }
        return loop.texts.frames;
    }

    /** Netty's own decoder of lines and the same check behind it. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int netty() {
        line.texts.clear();
        for (ByteBuf one : nettyReads) {
            channel.writeInbound(one.retainedDuplicate());
        }
        return line.texts.frames;
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

        void decode(byte[] bytes, int from, int count) {
            int at = from;
            while (at < from + count) {
                int stop = at;
                while (stop < from + count && bytes[stop] != LF) {
                    stop++;
                }
                boolean ended = stop < from + count;
                int more = stop - at + (ended ? 1 : 0);
                if (frame.length < length + more) {
                    frame = Arrays.copyOf(frame, Math.max(2 * length, length + more));
                }
                System.arraycopy(bytes, at, frame, length, more);
                length += more;
                at += more;
                if (ended) {
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

    /** STX number text ETB|ETX digit digit, without the CR LF that the decoder of lines took off. */
    private static final class LineCheck extends SimpleChannelInboundHandler<ByteBuf> {
        private final Texts texts = new Texts();
        private final byte[] frame = new byte[512];

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
            int length = line.readableBytes();
            line.readBytes(frame, 0, length);
            int sum = 0;
            for (int i = 1; i < length - 2; i++) {
                sum += frame[i];
            }
            int claimed = Character.digit(frame[length - 2], 16) << 4 | Character.digit(frame[length - 1], 16);
            if (frame[0] == FrameLoop.STX && (sum & 0xFF) == claimed) {
                texts.text(frame, 2, length - 5);
            }
        }
    }
}
