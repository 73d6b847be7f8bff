// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.continuation.FragmentEvent.Completed;
import io.assaylink.hl7.message.Hl7Message;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is split and put together again is what it was. */
class ContinuationProperties {

    @Property
    void fragmentsOfAnySizeAreTheMessage(
            @ForAll("messages") String text, @ForAll @IntRange(min = 160, max = 500) int most) {
        Hl7Message message = Hl7Message.of(text.getBytes(ISO_8859_1));
        int[] count = new int[1];
        List<Hl7Message> fragments = Continuation.split(message, most, () -> "F" + ++count[0]);
        if (message.size() <= most) {
            assertThat(fragments).containsExactly(message);
            return;
        }
        assertThat(fragments).allMatch(fragment -> fragment.size() <= most && Continuation.isFragment(fragment));
        assertThat(fragments.stream()
                        .map(Hl7Message::controlId)
                        .map(id -> id.text())
                        .distinct())
                .hasSameSizeAs(fragments);
        FragmentAssembler assembler = new FragmentAssembler(FragmentLimits.defaults());
        List<FragmentEvent> events = new ArrayList<>();
        fragments.forEach(fragment -> assembler.take(fragment, 0, events::add));
        Completed completed = (Completed) events.get(events.size() - 1);
        assertThat(completed.message()).isEqualTo(message);
        assertThat(completed.first().controlId().text()).isEqualTo("W1");
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars('|', '^', ' ')
                .ofMaxLength(700)
                .list()
                .ofMaxSize(12)
                .map(texts -> {
                    StringBuilder text = new StringBuilder("MSH|^~\\&|A|B|||||ORU^R01|W1|P|2.4\r");
                    texts.forEach(one -> text.append("OBX|").append(one).append('\r'));
                    return text.toString();
                });
    }
}
