// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.llp.LLPException;
import ca.uhn.hl7v2.llp.MinLLPReader;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.hl7.HL7MLLPNettyDecoderFactory;
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

/**
 * From reads to the bytes of each MLLP block in an array of its own, time per message. Bulk: reads of 64 KiB that hold
 * typical (1.3 KB) or small (0.3 KB) messages; document: one message of 5 MB in reads of 1460 bytes. Netty and Camel search
 * a document from its start at every read, which takes half a minute: they are left out there.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MllpDecoderBenchmark {

    static final int MESSAGES = 512;
    private static final int READ = 64 << 10;
    private static final int SEGMENT = 1460;
    private static final byte VT = 0x0B;
    private static final byte FS = 0x1C;

    /** Many messages in few reads. */
    @State(Scope.Benchmark)
    public static class Bulk {
        @Param({"typical", "small"})
        public String size = "typical";

        byte[] message = new byte[0];
        private byte[] wire = new byte[0];
        private ByteBuffer[] reads = new ByteBuffer[0];
        private ByteBuf[] nettyReads = new ByteBuf[0];
        private final MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());
        private final MllpLoop loop = new MllpLoop();
        private final EmbeddedChannel netty = new EmbeddedChannel(
                new DelimiterBasedFrameDecoder(1 << 20, Unpooled.wrappedBuffer(new byte[] {FS, '\r'})));
        private final HL7MLLPNettyDecoderFactory camelFactory = new HL7MLLPNettyDecoderFactory();
        private EmbeddedChannel camel = new EmbeddedChannel();

        /** Makes the reads and verifies that all candidates find the same messages. */
        @Setup
        public void prepare() throws IOException, HL7Exception, LLPException {
            int observations = size.equals("small") ? 1 : 13;
            message = Traffic.oru(observations);
            wire = Traffic.mllp(MESSAGES, observations);
            reads = Traffic.reads(wire, READ);
            nettyReads = Arrays.stream(reads).map(Unpooled::wrappedBuffer).toArray(ByteBuf[]::new);
            camelFactory.setProduceString(false);
            camelFactory.setConvertLFtoCR(false);
            camel = new EmbeddedChannel(camelFactory.newChannelHandler());
            MllpDecoderBenchmark candidates = new MllpDecoderBenchmark();
            List<byte[]> hapi = candidates.hapi(this).stream()
                    .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
            for (List<byte[]> found : List.of(
                    candidates.assaylink(this),
                    candidates.byHand(this),
                    candidates.netty(this),
                    candidates.camel(this),
                    hapi)) {
                verify(found, message, MESSAGES);
            }
        }
    }

    /** One large message in many reads. */
    @State(Scope.Benchmark)
    public static class Document {
        byte[] message = new byte[0];
        private byte[] wire = new byte[0];
        private ByteBuffer[] reads = new ByteBuffer[0];
        private final MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());
        private final MllpLoop loop = new MllpLoop();

        /** Makes the reads and verifies that all candidates find the same message. */
        @Setup
        public void prepare() throws IOException, HL7Exception, LLPException {
            message = Traffic.document(5_000_000);
            wire = Traffic.framed(message);
            reads = Traffic.reads(wire, SEGMENT);
            MllpDecoderBenchmark candidates = new MllpDecoderBenchmark();
            verify(candidates.documentAssaylink(this), message, 1);
            verify(candidates.documentByHand(this), message, 1);
            verify(List.of(candidates.documentHapi(this).getBytes(StandardCharsets.ISO_8859_1)), message, 1);
        }
    }

    /** The messages, each checked to be HL7 and free of bytes that no text may hold. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> assaylink(Bulk bulk) {
        return assaylink(bulk.decoder, bulk.reads, MESSAGES);
    }

    /** What a good engineer writes in an hour: collect from VT to FS; no check, no limit, no code. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> byHand(Bulk bulk) {
        return byHand(bulk.loop, bulk.reads, MESSAGES);
    }

    /** Netty's own decoder, delimiter FS CR: VT is still to be taken off, and is never looked for. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> netty(Bulk bulk) {
        List<byte[]> messages = new ArrayList<>(MESSAGES);
        for (ByteBuf one : bulk.nettyReads) {
            bulk.netty.writeInbound(one.retainedDuplicate());
            for (ByteBuf block = bulk.netty.readInbound(); block != null; block = bulk.netty.readInbound()) {
                messages.add(ByteBufUtil.getBytes(block, block.readerIndex() + 1, block.readableBytes() - 1));
                block.release();
            }
        }
        return messages;
    }

    /** The decoder of camel-hl7 in its Netty pipeline. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<byte[]> camel(Bulk bulk) {
        List<byte[]> messages = new ArrayList<>(MESSAGES);
        for (ByteBuf one : bulk.nettyReads) {
            bulk.camel.writeInbound(one.retainedDuplicate());
            for (byte[] message = bulk.camel.readInbound(); message != null; message = bulk.camel.readInbound()) {
                messages.add(message);
            }
        }
        return messages;
    }

    /** HAPI's reader, from a stream that never waits, to strings. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public List<String> hapi(Bulk bulk) throws IOException, LLPException {
        List<String> messages = new ArrayList<>(MESSAGES);
        MinLLPReader reader = new MinLLPReader(new ByteArrayInputStream(bulk.wire), StandardCharsets.ISO_8859_1);
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(reader.getMessage());
        }
        return messages;
    }

    @Benchmark
    public List<byte[]> documentAssaylink(Document document) {
        return assaylink(document.decoder, document.reads, 1);
    }

    @Benchmark
    public List<byte[]> documentByHand(Document document) {
        return byHand(document.loop, document.reads, 1);
    }

    @Benchmark
    public String documentHapi(Document document) throws IOException, LLPException {
        return new MinLLPReader(new ByteArrayInputStream(document.wire), StandardCharsets.ISO_8859_1).getMessage();
    }

    private static List<byte[]> assaylink(MllpDecoder decoder, ByteBuffer[] reads, int expected) {
        List<byte[]> messages = new ArrayList<>(expected);
        for (ByteBuffer one : reads) {
            decoder.decode(one.rewind(), 0, event -> {
                if (event instanceof MllpEvent.Frame frame) {
                    messages.add(frame.content());
                }
            });
        }
        return messages;
    }

    private static List<byte[]> byHand(MllpLoop loop, ByteBuffer[] reads, int expected) {
        List<byte[]> messages = new ArrayList<>(expected);
        for (ByteBuffer one : reads) {
            loop.decode(one.rewind(), messages);
        }
        return messages;
    }

    private static void verify(List<byte[]> found, byte[] message, int count) {
        if (found.size() != count || !found.stream().allMatch(one -> Arrays.equals(one, message))) {
            throw new IllegalStateException("the candidates do not find the same messages");
        }
    }

    private static final class MllpLoop {
        private byte[] content = new byte[512];
        private int length;
        private boolean inside;

        void decode(ByteBuffer in, List<byte[]> out) {
            byte[] bytes = in.array();
            int at = in.arrayOffset() + in.position();
            int end = in.arrayOffset() + in.limit();
            while (at < end) {
                if (!inside) {
                    inside = bytes[at++] == VT;
                    continue;
                }
                int from = at;
                while (at < end && bytes[at] != FS) {
                    at++;
                }
                int run = at - from;
                if (content.length - length < run) {
                    content = Arrays.copyOf(content, Math.max(length + run, 2 * content.length));
                }
                System.arraycopy(bytes, from, content, length, run);
                length += run;
                if (at < end) {
                    out.add(Arrays.copyOf(content, length));
                    length = 0;
                    inside = false;
                    at++;
                }
            }
            in.position(in.limit());
        }
    }
}
