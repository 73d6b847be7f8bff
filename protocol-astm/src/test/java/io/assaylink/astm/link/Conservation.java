// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.Control;
import io.assaylink.astm.frame.Tolerance;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The law of conservation: what a receiver was sent is what it told, nothing lost, invented or reordered.
 *
 * <p>The bytes that were told as noise or as a dropped frame are taken out of the input; each may be told once. The rest can
 * be ENQ, EOT, whole frames and bare records only. The texts of those frames, repeats left out, must be the bytes of the
 * messages and of what was incomplete, in this order. For a link whose messages are all accepted at once, which closed at
 * the end, and which does not allow {@link Tolerance#MESSAGES_SHARE_FRAME}: there a frame may be refused behind the
 * first of its messages.
 */
final class Conservation {

    private final byte[] input;
    private final boolean[] told;
    private final Set<Long> repeats = new HashSet<>();
    private final Set<Long> lineEndsSupplied = new HashSet<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private Conservation(byte[] input) {
        this.input = input;
        this.told = new boolean[input.length];
    }

    static void holds(byte[] input, List<LinkEvent> events) {
        Conservation law = new Conservation(input);
        events.forEach(law::on);
        assertThat(law.sent()).isEqualTo(law.kept.toByteArray());
    }

    private void on(LinkEvent event) {
        if (event instanceof LinkEvent.Noise noise) {
            tell(noise.offset(), noise.count());
        } else if (event instanceof LinkEvent.FrameDropped dropped) {
            tell(dropped.offset(), dropped.size());
        } else if (event instanceof LinkEvent.Repeat repeat) {
            repeats.add(repeat.offset());
        } else if (event instanceof LinkEvent.Tolerated tolerated) {
            if (tolerated.used() == Tolerance.CR_BEFORE_ETX_ABSENT) {
                lineEndsSupplied.add(tolerated.offset());
            }
        } else if (event instanceof LinkEvent.Delivered delivered) {
            kept.writeBytes(delivered.message().toBytes());
        } else if (event instanceof LinkEvent.Incomplete incomplete) {
            kept.writeBytes(incomplete.bytes());
        }
    }

    private void tell(long offset, long count) {
        for (long at = offset; at < offset + count; at++) {
            assertThat(told[(int) at]).as("told twice: byte %d", at).isFalse();
            told[(int) at] = true;
        }
    }

    /** What must have become of the bytes that were not told. */
    private byte[] sent() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int at = next(0);
        while (at < input.length) {
            byte b = input[at];
            if (b == Control.STX) {
                at = frame(at, text);
            } else {
                if (b != Control.ENQ && b != Control.EOT) {
                    text.write(b); // bare records
                }
                at = next(at + 1);
            }
        }
        return text.toByteArray();
    }

    private int frame(int stx, ByteArrayOutputStream text) {
        boolean repeat = repeats.contains((long) stx);
        int at = next(next(stx + 1) + 1);
        while (at < input.length && input[at] != Control.ETX && input[at] != Control.ETB) {
            if (!repeat) {
                text.write(input[at]);
            }
            at = next(at + 1);
        }
        assertThat(at).as("a frame that was not dropped has an end").isLessThan(input.length);
        if (lineEndsSupplied.contains((long) stx)) {
            text.write(Control.CR);
        }
        at = next(at + 1);
        for (int digits = 0; digits < 2 && at < input.length && Character.digit(input[at], 16) >= 0; digits++) {
            at = next(at + 1);
        }
        for (byte end : new byte[] {Control.CR, Control.LF}) {
            if (at < input.length && input[at] == end) {
                at = next(at + 1);
            }
        }
        return at;
    }

    /** The first byte at or behind {@code from} that was not told. */
    private int next(int from) {
        int at = from;
        while (at < input.length && told[at]) {
            at++;
        }
        return at;
    }
}
