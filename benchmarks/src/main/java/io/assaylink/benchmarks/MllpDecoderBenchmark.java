// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From reads of 64 KiB to the bytes of each MLLP block in an array of its own: time per message of 1.2 KB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MllpDecoderBenchmark {

    static final int MESSAGES = 512;
    private static final int READ = 64 << 10;
    private static final byte VT = 0x0B;
    private static final byte FS = 0x1C;

    private ByteBuffer[] reads = new ByteBuffer[0];
    private ByteBuf[] nettyReads = new ByteBuf[0];
    private final MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());
    private final MllpLoop loop = new MllpLoop();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new DelimiterBasedFrameDecoder(1 << 20, Unpooled.wrappedBuffer(new byte[] {FS, '\r'})));

    /** Makes the reads and verifies that all three find the same messages. */
    @Setup
    public void prepare() {
        reads = Traffic.reads(Traffic.mllp(MESSAGES, 13), READ);
        nettyReads = Arrays.stream(reads).map(Unpooled::wrappedBuffer).toArray(ByteBuf[]::new);
        byte[] message = Traffic.oru(13);
        List<List<byte[]>> all = List.of(assaylink(), byHand(), netty());
        for (List<byte[]> found : all) {
            if (found.size() != MESSAGES || !found.stream().allMatch(one -> Arrays.equals(one, message))) {
                throw new IllegalStateException("the candidates do not find the same messages");
            }
        }
    }

    /** The messages, each checked to be HL7 and free of bytes that no text may hold. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> assaylink() {
        List<byte[]> messages = new ArrayList<>(MESSAGES);
        for (ByteBuffer one : reads) {
            decoder.decode(one.rewind(), 0, event -> {
                if (event instanceof MllpEvent.Frame frame) {
                    messages.add(frame.content());
                }
            });
        }
        return messages;
    }

    /** What a good engineer writes in an hour: collect from VT to FS; no check, no limit, no code. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> byHand() {
        List<byte[]> messages = new ArrayList<>(MESSAGES);
        for (ByteBuffer one : reads) {
            loop.decode(one.rewind(), messages);
        }
        return messages;
    }

    /** Netty's own decoder, delimiter FS CR: VT is still to be taken off, and is never looked for. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> netty() {
        List<byte[]> messages = new ArrayList<>(MESSAGES);
        for (ByteBuf one : nettyReads) {
            channel.writeInbound(one.retainedDuplicate());
            for (ByteBuf block = channel.readInbound(); block != null; block = channel.readInbound()) {
                messages.add(ByteBufUtil.getBytes(block, block.readerIndex() + 1, block.readableBytes() - 1));
                block.release();
            }
        }
        return messages;
    }

    private static final class MllpLoop {
        private byte[] content = new byte[512];
        private int length;
        private boolean inside;

        void decode(ByteBuffer in, List<byte[]> out) {
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == VT) {
                    inside = true;
                    length = 0;
                } else if (inside && b == FS) {
                    out.add(Arrays.copyOf(content, length));
                    inside = false;
                } else if (inside) {
                    if (length == content.length) {
                        content = Arrays.copyOf(content, 2 * length);
                    }
                    content[length++] = b;
                }
            }
        }
    }
}
