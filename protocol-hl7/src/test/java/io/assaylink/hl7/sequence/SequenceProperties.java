// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.sequence.SequenceDecision.Restart;
import io.assaylink.hl7.sequence.SequenceDecision.Stop;
import io.assaylink.hl7.sequence.SequenceVerdict.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Both sides over a line that loses messages, answers and connections. */
class SequenceProperties {

    @Property
    void eachMessageIsTakenOnceInOrderWhateverIsLost(
            @ForAll @IntRange(min = 1, max = 30) int count, @ForAll long seed, @ForAll @IntRange(max = 60) int loss) {
        Random random = new Random(seed);
        SequenceReceiver receiver = new SequenceReceiver(new SequenceTest.MemoryStore());
        List<Long> taken = new ArrayList<>();
        SequenceSender sender = new SequenceSender(1);
        boolean synchronised = false;
        while (sender.next() <= count) {
            long number = synchronised ? sender.send() : sender.synchronise(false);
            if (random.nextInt(100) < loss) { // the message is lost with its connection
                sender.connectionLost();
                synchronised = false;
                continue;
            }
            SequenceVerdict verdict = receiver.check(SequenceTest.numbered(Long.toString(number)));
            if (verdict instanceof Next next) {
                taken.add(next.number());
                receiver.accepted(next.number());
            }
            if (random.nextInt(100) < loss) { // the answer is
                sender.connectionLost();
                synchronised = false;
                continue;
            }
            SequenceDecision decision = sender.answered(verdict.expectedSequence(), wanted -> wanted >= 1);
            assertThat(decision).isNotInstanceOf(Stop.class);
            synchronised = !(decision instanceof Restart);
        }
        assertThat(taken)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
    }
}
