// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.CloseReason.TooLarge;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.PartialBudget;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What instruments hold of messages that do not end counts against the budget of all connections. */
class InstrumentBudgetTest {
    private static final long BUDGET = 100_000;
    private static final int BLOCK = 240;

    private final VirtualLoop loop = new VirtualLoop();
    private final PartialBudget budget = PartialBudget.of(BUDGET);
    private final LoopbackTransport<ByteBuffer> transport = LoopbackTransport.on(
            loop, "budget", Framing::none, ReceiveLimits.defaults().withBudget(budget));
    private final List<CloseReason> closed = new ArrayList<>();
    private final List<DurableMessage> durable = new ArrayList<>();
    private final InstrumentEndpoint endpoint = new InstrumentEndpoint(
            InstrumentOptions.defaults("chem-1"),
            new VolatileOutbox(OutboxOptions.defaults()),
            Runnable::run,
            new EndpointListener() {
                @Override
                public void durable(DurableMessage message) {
                    durable.add(message);
                }

                @Override
                public void closed(String instrument, String connection, CloseReason reason) {
                    closed.add(reason);
                }
            },
            loop.ticker(),
            () -> Instant.ofEpochSecond(1_700_000_000));

    private LoopbackPair<ByteBuffer> connect() {
        LoopbackPair<ByteBuffer> pair = transport.pair();
        pair.far().drive(endpoint.connection());
        loop.run();
        return pair;
    }

    private void say(LoopbackPair<ByteBuffer> pair, String text) {
        pair.toFar().inject(Bench.bytes(text));
        loop.run();
    }

    private void isServedAndTheOtherClosed(LoopbackPair<ByteBuffer> good, Connection<ByteBuffer> greedy, String rest) {
        assertThat(greedy.isConnected()).isFalse();
        assertThat(closed).singleElement().isInstanceOfSatisfying(TooLarge.class, reason -> {
            assertThat(reason.bound()).isEqualTo(TooLarge.Bound.BUDGET);
            assertThat(reason.limit()).isEqualTo(BUDGET);
            assertThat(reason.found()).isGreaterThan(BUDGET / 2);
        });
        say(good, rest);
        assertThat(durable).hasSize(1);
        assertThat(budget.held()).isZero();
    }

    @Test
    @DisplayName("MLLP: the largest block that does not end is given up, another connection's message arrives")
    void mllp() {
        LoopbackPair<ByteBuffer> good = connect();
        say(good, "<VT>MSH|^~\\&|A|B|C|D|20261121||ORU^R01|1|P|2.5.1<CR>");
        assertThat(budget.held()).isPositive();
        LoopbackPair<ByteBuffer> greedy = connect();
        say(greedy, "<VT>MSH|^~\\&|A|B|C|D|20261121||ORU^R01|2|P|2.5.1<CR>NTE|1||");
        for (int sent = 0; sent < BUDGET && greedy.far().isConnected(); sent += BLOCK) {
            say(greedy, "x".repeat(BLOCK));
        }
        isServedAndTheOtherClosed(good, greedy.far(), "OBX|1|NM|GLU^Glucose^L||5.4|mmol/L|||||F<CR><FS><CR>");
    }

    @Test
    @DisplayName("ASTM: the largest message that does not end is given up, another connection's message arrives")
    void astm() {
        LoopbackPair<ByteBuffer> good = connect();
        say(good, "<ENQ>");
        say(good, middle(1, "H|\\^&<CR>"));
        LoopbackPair<ByteBuffer> greedy = connect();
        say(greedy, "<ENQ>");
        say(greedy, middle(1, "H|\\^&<CR>C|1||"));
        for (int number = 2; number < BUDGET / BLOCK && greedy.far().isConnected(); number++) {
            say(greedy, middle(number % 8, "x".repeat(BLOCK)));
        }
        isServedAndTheOtherClosed(good, greedy.far(), Bench.frame(2, "L|1|N<CR>"));
    }

    /** A frame that is not the last of its message: ETB. */
    private static String middle(int number, String records) {
        byte[] body = (number + records.replace("<CR>", "\r") + "\u0017").getBytes(StandardCharsets.ISO_8859_1);
        int sum = 0;
        for (byte b : body) {
            sum += b & 0xFF;
        }
        return "<STX>" + number + records + "\u0017" + "%02X".formatted(sum & 0xFF) + "<CR><LF>";
    }
}
