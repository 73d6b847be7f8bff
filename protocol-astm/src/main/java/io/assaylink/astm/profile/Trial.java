// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.profile.ProfileDerivation.Use;
import io.assaylink.astm.record.AstmRecord;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a receiver made of a capture under one profile. Greater is better.
 *
 * @param terminators delivered messages that end with L
 * @param firstFault offset of the first refused frame; the largest number when there is none
 */
record Trial(LinkProfile profile, int messages, int terminators, long lost, long firstFault, List<Use> uses)
        implements Comparable<Trial> {

    static Trial of(LinkProfile profile, byte[] capture) {
        Listener heard = new Listener(new AstmLink(Position.COMPUTER, profile, LinkTimers.defaults()));
        heard.hear(capture);
        return new Trial(
                profile,
                heard.messages,
                heard.terminators,
                heard.lost,
                heard.firstFault,
                List.copyOf(heard.uses.values()));
    }

    /** Nothing is left to gain. */
    boolean clean() {
        return lost == 0 && firstFault == Long.MAX_VALUE;
    }

    @Override
    public int compareTo(Trial other) {
        int byLoss = Long.compare(other.lost, lost);
        int byMessages = byLoss != 0 ? byLoss : Integer.compare(messages, other.messages);
        return byMessages != 0 ? byMessages : Long.compare(firstFault, other.firstFault);
    }

    /** Keeps every message, as a receiver whose store always answers at once. */
    private static final class Listener implements Consumer<LinkEvent> {
        private final AstmLink link;
        private final Map<Tolerance, Use> uses = new EnumMap<>(Tolerance.class);
        private int messages;
        private int terminators;
        private long lost;
        private long firstFault = Long.MAX_VALUE;
        private long now;

        Listener(AstmLink link) {
            this.link = link;
        }

        /** Byte by byte: between the messages of one frame the link asks for its turn. */
        void hear(byte[] capture) {
            for (int i = 0; i < capture.length; i++) {
                link.decode(ByteBuffer.wrap(capture, i, 1), now, this);
                while (link.nextDeadline(now) <= now) {
                    link.tick(now, this);
                }
                link.drainTo(answer -> {});
            }
            for (long next = link.nextDeadline(now); next != Long.MAX_VALUE; next = link.nextDeadline(now)) {
                now = Math.max(next, now + 1);
                link.tick(now, this);
            }
            link.closed(now, this);
        }

        @Override
        public void accept(LinkEvent event) {
            if (event instanceof LinkEvent.Delivered delivered) {
                messages++;
                List<AstmRecord> records = delivered.message().records();
                terminators +=
                        !records.isEmpty() && records.get(records.size() - 1).is('L') ? 1 : 0;
                link.accept(delivered.hold(), now, this);
            } else if (event instanceof LinkEvent.Incomplete incomplete) {
                lost += incomplete.bytes().length;
            } else if (event instanceof LinkEvent.FrameDropped dropped) {
                lost += dropped.size();
            } else if (event instanceof LinkEvent.Noise noise) {
                lost += noise.count();
            } else if (event instanceof LinkEvent.FrameRefused refused) {
                firstFault = Math.min(firstFault, refused.offset());
            } else if (event instanceof LinkEvent.Tolerated tolerated) {
                uses.merge(
                        tolerated.used(),
                        new Use(tolerated.used(), tolerated.offset(), 1),
                        (before, more) -> new Use(before.tolerance(), before.firstOffset(), before.count() + 1));
            }
        }
    }
}
