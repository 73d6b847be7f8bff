// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.RecordCursor;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message that is kept takes: less than three times its bytes, which are counted, with its index and its tree. */
class AstmHeldMessageTest {

    /** Bytes of heap taken up for the messages, so that what else the JVM does is small beside them. */
    private static final int MUCH = 24_000_000;

    static Arguments[] messages() {
        return new Arguments[] {
            Arguments.of("300 bytes", AstmTraffic.results(2)),
            Arguments.of("1.4 KB", AstmTraffic.results(13)),
            Arguments.of("55 KB", AstmTraffic.results(540)),
            Arguments.of("5 MB, 48,000 records", AstmTraffic.results(48_000)),
            Arguments.of("5 MB, one document", AstmTraffic.document(5_000_000)),
        };
    }

    /** Of four collections of the serial collector one leaves no gaps (MarkSweepAlwaysCompactCount), the others some. */
    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void isLessThanThreeTimesItsBytesOnTheWire(String name, byte[] bytes) {
        AstmMessage[] held = new AstmMessage[Math.max(3, MUCH / bytes.length)];
        long before = used();
        for (int i = 0; i < held.length; i++) {
            held[i] = AstmMessage.of(bytes.clone());
            assertThat(held[i].parentOf(3)).isEqualTo(2); // makes the index and the tree
        }
        double each = (double) (used() - before) / held.length;
        System.out.printf("held message, %s: %.2f times its %d bytes%n", name, each / bytes.length, bytes.length);
        assertThat(held[held.length - 1].size()).isEqualTo(bytes.length);
        assertThat(each).isBetween(0.9 * bytes.length, 2.9 * bytes.length); // half a megabyte of others may go, once
    }

    /** Records of 4 bytes are the worst case: what is kept for each is bounded, whatever the message. */
    @Test
    void ofTheShortestRecordsIsBoundedByTwentyBytesForEach() {
        int records = 50_000;
        byte[] bytes = ("H|\\^&\r" + "R|1\r".repeat(records)).getBytes(StandardCharsets.US_ASCII);
        AstmMessage[] held = new AstmMessage[20];
        long before = used();
        for (int i = 0; i < held.length; i++) {
            held[i] = AstmMessage.of(bytes.clone());
            assertThat(held[i].parentOf(1)).isZero();
        }
        assertThat((used() - before) / held.length).isLessThan(bytes.length + 21L * records);
        assertThat(held[0].size()).isEqualTo(bytes.length);
    }

    /** A cursor serves any number of messages. */
    @Test
    void aCursorAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RecordCursor cursor = new RecordCursor();
        AstmMessage message = AstmMessage.of(AstmTraffic.results(500));
        assertThat(lengths(cursor, message)).isEqualTo(1_950);
        long before = threads.getCurrentThreadAllocatedBytes();
        int size = 0;
        for (int i = 0; i < 10; i++) {
            size += lengths(cursor, message);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .describedAs("for 5,000 records")
                .isLessThan(1_000);
        assertThat(size).isEqualTo(19_500);
    }

    private static int lengths(RecordCursor cursor, AstmMessage message) {
        int size = 0;
        cursor.over(message);
        while (cursor.next('R')) {
            size += cursor.seek(4) ? cursor.length() : 0;
        }
        return size;
    }
}
