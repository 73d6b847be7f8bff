// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.assaylink.astm.frame.Control;
import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes allocated by this thread, which do not depend on the load of the machine nor on what is compiled yet. */
class AstmAllocationTest {

    private static final int TEXT = 240;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
    private final Consumer<LinkEvent> events = this::on;
    private final Consumer<ByteBuffer> writer = this::write;

    private long answered;
    private long delivered;

    private void on(LinkEvent event) {
        if (event instanceof Delivered one) {
            delivered += one.message().size();
            link.accept(one.hold(), 0, events);
        }
    }

    private void write(ByteBuffer bytes) {
        answered += bytes.remaining();
    }

    private long allocatedBy(Runnable work) {
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void receive(byte[] session, ByteBuffer in, int read) {
        for (int at = 0; at < session.length; at += read) {
            link.decode(in.limit(Math.min(at + read, session.length)).position(at), 0, events);
        }
        link.drainTo(writer); // what is drained is a buffer of its own, one each time
    }

    private long allocatedBySession(int frames, int read) {
        byte[] session = AstmTraffic.session(AstmTraffic.document(TEXT * frames));
        ByteBuffer in = ByteBuffer.wrap(session);
        receive(session, in, read); // buffers have their size now
        delivered = 0;
        answered = 0;
        long allocated = allocatedBy(() -> receive(session, in, read));
        assertThat(delivered).isEqualTo((long) TEXT * frames);
        assertThat(answered).isEqualTo(1 + frames); // ENQ and each frame
        return allocated;
    }

    @ParameterizedTest
    @CsvSource({"65536", "247", "1"})
    void fromReadToDeliveredAFrameAllocatesNothing(int read) {
        long few = allocatedBySession(25, read);
        long many = allocatedBySession(250, read);
        assertThat(many - few - (TEXT + 1) * 225)
                .describedAs("beyond the bytes of the messages and of their answers, by 225 frames more")
                .isLessThan(225);
    }

    @Test
    void aSessionAllocatesItsMessageAndAFewEvents() {
        assertThat(allocatedBySession(125, 1460) - TEXT * 125).isBetween(0L, 1_000L);
    }

    /** Buffers that grew by steps of one frame instead of doubling would take twenty thousand times the message. */
    @ParameterizedTest
    @CsvSource({"1000000, 1", "10000000, 1", "10000000, 65536"})
    void whatALongMessageAllocatesGrowsWithItsSizeAndNotWithTheNumberOfReads(int size, int read) {
        byte[] session = AstmTraffic.session(AstmTraffic.document(size));
        assertThat(session[0]).isEqualTo(Control.ENQ);
        ByteBuffer in = ByteBuffer.wrap(session);
        long allocated = allocatedBy(() -> receive(session, in, read));
        assertThat(delivered).isEqualTo(size);
        assertThat(allocated).isBetween((long) size, 6L * size);
    }
}
