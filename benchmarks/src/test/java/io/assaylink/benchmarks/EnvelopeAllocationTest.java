// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes allocated by this thread, which do not depend on the load of the machine. */
class EnvelopeAllocationTest {
    private static final String ROW = "{\"n\":-1.5e3,\"text\":\"0123456789 \\u00e9é\",\"flags\":[true,null]}";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final EnvelopeReader reader = new EnvelopeReader(16 << 20);

    private static byte[] rows(int count) {
        return ("[" + (ROW + ",").repeat(count - 1) + ROW + "]").getBytes(UTF_8);
    }

    private static byte[] event(byte[] data) {
        return EnvelopeWriter.event(
                "io.assaylink.result.v1", "/gateways/lab-07/outbox/1", "01JD4JB7Q0", 7, Instant.EPOCH, "chem-1", data);
    }

    private static byte[] pingWith(byte[] value) {
        return ("{\"kind\":\"ping\",\"more\":" + new String(value, UTF_8) + ",\"n\":1}").getBytes(UTF_8);
    }

    private long allocatedBy(byte[] frame) throws EnvelopeException {
        Envelope first = reader.read(frame); // classes are there now
        long before = threads.getCurrentThreadAllocatedBytes();
        Envelope again = reader.read(frame);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(again).hasSameClassAs(first);
        return allocated;
    }

    @Test
    void aValueThatIsPassedOverAllocatesNothing() throws EnvelopeException {
        assertThat(allocatedBy(pingWith(rows(10_000)))).isEqualTo(allocatedBy(pingWith(rows(1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 10_000})
    void anEventAllocatesItsDataAndTwoKilobytes(int count) throws EnvelopeException {
        byte[] data = rows(count);
        assertThat(allocatedBy(event(data)) - data.length).isBetween(0L, 2_000L);
    }
}
