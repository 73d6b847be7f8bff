// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A packed sender that cuts its messages anywhere, and an application that keeps, refuses, is late or says nothing. */
class SharedFrameProperties {

    enum Says {
        ACCEPT,
        REFUSE,
        NOTHING,
        ACCEPT_LATE
    }

    @Property(tries = 10_000)
    @Label("A26 whatever the application says, each message is kept once and in order")
    void keptOnceAndInOrder(
            @ForAll @IntRange(min = 1, max = 6) int messages,
            @ForAll @IntRange(min = 1, max = 90) int frameText,
            @ForAll @Size(max = 12) List<Says> script) {
        List<String> expected = new ArrayList<>();
        for (int k = 0; k < messages; k++) {
            expected.add("H|\\^&|" + k + "\rR|1\rL|1\r");
        }
        String all = String.join("", expected);
        Deque<Says> saying = new ArrayDeque<>(script);
        Receiving computer = new Receiving();
        computer.hears("<ENQ>");
        assertThat(computer.answer()).isEqualTo("<ACK>");
        int number = 0;
        for (int from = 0; from < all.length(); from += frameText) {
            number = (number + 1) & 7;
            String frame = Wire.part(number, all.substring(from, Math.min(all.length(), from + frameText)));
            do {
                computer.hears(frame);
            } while (!computer.settle(saying).equals("<ACK>"));
        }
        assertThat(computer.kept).isEqualTo(expected);
    }

    /** The link and the application behind it. */
    private static final class Receiving {
        private final AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults());
        private final Map<Hold, String> delivered = new HashMap<>();
        private final List<String> kept = new ArrayList<>();
        private final Deque<Hold> waiting = new ArrayDeque<>();
        private long now;

        /** Until the frame is answered. */
        String settle(Deque<Says> saying) {
            String said = answer();
            while (said.isEmpty()) {
                if (waiting.isEmpty()) {
                    tick();
                } else {
                    say(saying.isEmpty() ? Says.ACCEPT : saying.remove(), waiting.remove());
                }
                said = answer();
            }
            return said;
        }

        private void say(Says what, Hold hold) {
            switch (what) {
                case ACCEPT -> accept(hold);
                case REFUSE -> link.refuse(hold, RefuseReason.STORE_UNAVAILABLE, now, this::on);
                case NOTHING -> tick();
                case ACCEPT_LATE -> {
                    tick();
                    accept(hold);
                }
            }
        }

        private void accept(Hold hold) {
            kept.add(delivered.remove(hold));
            link.accept(hold, now, this::on);
        }

        private void tick() {
            now = Math.max(now, link.nextDeadline(now));
            link.tick(now, this::on);
        }

        private void on(LinkEvent event) {
            if (event instanceof LinkEvent.Delivered one) {
                delivered.put(one.hold(), new String(one.message().toBytes(), StandardCharsets.US_ASCII));
                waiting.add(one.hold());
            } else if (event instanceof LinkEvent.MessageRepeated again && delivered.containsKey(again.hold())) {
                waiting.add(again.hold());
            }
        }

        void hears(String printed) {
            link.decode(ByteBuffer.wrap(Wire.bytes(printed)), now, this::on);
        }

        String answer() {
            StringBuilder said = new StringBuilder();
            link.drainTo(bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                said.append(Wire.print(copy));
            });
            return said.toString();
        }
    }
}
