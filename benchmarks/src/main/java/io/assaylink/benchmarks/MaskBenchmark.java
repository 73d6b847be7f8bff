// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.transport.ws.frame.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a payload to the masked frame that a client sends: RFC 6455 5.3. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskBenchmark {
    private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final FrameEncoder encoder = new FrameEncoder(allocator, true, Optional.empty());
    private final SecureRandom random = new SecureRandom();

    /** Bytes of the payload. */
    @Param({"1400", "65536"})
    public int size;

    private byte[] payload = {};

    @Setup
    public void prepare() {
        payload = new byte[size];
        new Random(1).nextBytes(payload);
    }

    @Benchmark
    public int assaylink() {
        return length(encoder.message(false, payload));
    }

    /** The same header, the payload written and then masked byte by byte within the buffer. */
    @Benchmark
    public int byHand() {
        ByteBuf frame = allocator.buffer(14 + payload.length);
        frame.writeByte(0x82);
        if (payload.length <= 0xFFFF) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        byte[] key = new byte[4];
        random.nextBytes(key);
        frame.writeBytes(key);
        int at = frame.writerIndex();
        frame.writeBytes(payload);
        for (int i = 0; i < payload.length; i++) {
            frame.setByte(at + i, payload[i] ^ key[i & 3]);
        }
        return length(frame);
    }

    private static int length(ByteBuf frame) {
        int length = frame.readableBytes();
        frame.release();
        return length;
    }
}
