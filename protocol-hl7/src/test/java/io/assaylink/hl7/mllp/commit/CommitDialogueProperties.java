// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import static io.assaylink.hl7.mllp.commit.End.SECOND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.mllp.commit.CommitEvent.CloseWanted;
import io.assaylink.hl7.mllp.commit.CommitEvent.Committed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Failed;
import io.assaylink.hl7.mllp.commit.CommitEvent.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Two ends of a Release 2 link that is slow, cuts anywhere and whose destination is sometimes full. */
class CommitDialogueProperties {

    @Property(tries = 2000)
    void whatIsCommittedIsStoredOnceAndInOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int blocks) {
        Random random = new Random(seed);
        End source = End.withDefaults();
        End destination = End.withDefaults();
        StringBuilder forth = new StringBuilder();
        StringBuilder back = new StringBuilder();
        List<String> stored = new ArrayList<>();
        List<String> committed = new ArrayList<>();
        int sent = 0;
        int settled = 0;
        while (!isOver(source, sent, blocks)) {
            if (sent < blocks && source.dialogue.isReady()) {
                source.sends(End.result("W" + (10 + sent++)));
            }
            source.dialogue.drainTo(block -> forth.append(ISO_8859_1.decode(block)));
            move(random, forth, destination);
            List<Received> received = destination.all(Received.class);
            if (settled < received.size() && random.nextInt(4) > 0) {
                Received next = received.get(settled++);
                if (random.nextInt(5) == 0) {
                    destination.dialogue.notStored(next.block());
                } else {
                    assertThat(next.possibleDuplicate()).isFalse();
                    stored.add(id(next));
                    destination.dialogue.stored(next.block());
                }
            }
            destination.dialogue.drainTo(block -> back.append(ISO_8859_1.decode(block)));
            move(random, back, source);
            long pause = random.nextInt(3) == 0 ? 10 * SECOND : SECOND / 10;
            source.passes(pause);
            destination.passes(pause);
            if (source.all(Committed.class).size() > committed.size()) {
                committed.add("W" + (9 + sent)); // one at a time: the last that was sent
            }
        }
        assertThat(stored).doesNotHaveDuplicates().containsAll(committed).isSorted();
        assertThat(source.all(Committed.class).size() + source.all(Failed.class).size())
                .isEqualTo(sent);
        assertThat(committed).hasSameSizeAs(source.all(Committed.class));
    }

    /** All blocks have ended, or the source wants a new connection. */
    private static boolean isOver(End source, int sent, int blocks) {
        return !source.all(CloseWanted.class).isEmpty() || (sent == blocks && source.dialogue.isReady());
    }

    private static String id(Received block) {
        return new String(block.frame().content(), StandardCharsets.ISO_8859_1).split("\\|", -1)[9];
    }

    /** Some of the bytes on their way arrive. */
    private static void move(Random random, StringBuilder wire, End to) {
        int count = random.nextInt(3) == 0 ? 0 : random.nextInt(wire.length() + 1);
        to.hears(wire.substring(0, count));
        wire.delete(0, count);
    }
}
