// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.frame.Control;
import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * From the bytes of sessions to accepted messages and written answers: time per byte of message, the same whatever a
 * message's size, and for each size of the reads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AstmLinkBenchmark {

    static final int BYTES = 9_600_000;

    /** Bytes in a message; 30,000 are 125 frames. */
    @Param({"300", "30000", "9600000"})
    public int message;

    /** Bytes in a read. */
    @Param({"65536", "1"})
    public int read;

    private byte[] expected = new byte[0];
    private byte[] session = new byte[0];
    private ByteBuffer in = ByteBuffer.allocate(0);
    private final Computer computer = new Computer();
    private final HandLink hand = new HandLink();

    /** Makes the session and verifies that both find the message in it and answer alike. */
    @Setup
    public void prepare() {
        expected = AstmTraffic.document(message);
        session = AstmTraffic.session(expected);
        in = ByteBuffer.wrap(session);
        int frames = (message + 239) / 240;
        if (assaylink() != (long) sessions() * (1 + frames) || byHand() != (long) sessions() * (1 + frames)) {
            throw new IllegalStateException("the candidates do not answer every frame once");
        }
        if (!Arrays.equals(computer.last, expected) || !Arrays.equals(hand.last, expected)) {
            throw new IllegalStateException("the candidates do not find the message");
        }
    }

    private int sessions() {
        return BYTES / message;
    }

    /** Bytes answered. */
    @Benchmark
    @OperationsPerInvocation(BYTES)
    public long assaylink() {
        computer.answered = 0;
        for (int i = 0; i < sessions(); i++) {
            for (int at = 0; at < session.length; at += read) {
                computer.read(in.limit(Math.min(at + read, session.length)).position(at));
            }
        }
        return computer.answered;
    }

    /** What a good engineer writes in an hour: no timers, repeats, order, limits, codes, offsets or second role. */
    @Benchmark
    @OperationsPerInvocation(BYTES)
    public long byHand() {
        hand.answered = 0;
        for (int i = 0; i < sessions(); i++) {
            for (int at = 0; at < session.length; at += read) {
                hand.read(session, at, Math.min(at + read, session.length));
            }
        }
        return hand.answered;
    }

    /** A link that accepts what is delivered. */
    static final class Computer {
        private final AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        private final Consumer<LinkEvent> events = this::on;
        private final Consumer<ByteBuffer> writer = this::write;
        private byte[] last = new byte[0];
        private long answered;
        private long now;

        void read(ByteBuffer bytes) {
            link.decode(bytes, ++now, events);
            link.drainTo(writer);
        }

        private void on(LinkEvent event) {
            if (event instanceof Delivered delivered) {
                link.accept(delivered.hold(), now, events);
                last = delivered.message().toBytes();
            }
        }

        private void write(ByteBuffer bytes) {
            answered += bytes.remaining();
        }
    }

    private static final class HandLink {
        private byte[] frame = new byte[512];
        private byte[] text = new byte[512];
        private int length;
        private int size;
        private long answered;
        private byte[] last = new byte[0];

        void read(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to) {
                if (length == 0 && bytes[at] != Control.STX) {
                    answered += bytes[at++] == Control.ENQ ? 1 : 0;
                    continue;
                }
                int stop = at;
                while (stop < to && bytes[stop] != Control.LF) {
                    stop++;
                }
                boolean ended = stop < to;
                int more = stop - at + (ended ? 1 : 0);
                if (frame.length < length + more) {
                    frame = Arrays.copyOf(frame, Math.max(2 * length, length + more));
                }
                System.arraycopy(bytes, at, frame, length, more);
                length += more;
                at += more;
                if (ended) {
                    take();
                    length = 0;
                }
            }
        }

        private void take() {
            answered++;
            int sum = 0;
            for (int i = 1; i < length - 4; i++) {
                sum += frame[i];
            }
            int claimed = Character.digit(frame[length - 4], 16) << 4 | Character.digit(frame[length - 3], 16);
            if ((sum & 0xFF) != claimed) {
                return;
            }
            int more = length - 7;
            if (text.length < size + more) {
                text = Arrays.copyOf(text, Math.max(2 * text.length, size + more));
            }
            System.arraycopy(frame, 2, text, size, more);
            size += more;
            if (frame[length - 5] == Control.ETX) {
                last = Arrays.copyOf(text, size);
                size = 0;
            }
        }
    }
}
