// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.assaylink.hl7.edit.MessageEditor;
import io.assaylink.hl7.encoding.Formatting;
import io.assaylink.hl7.group.SegmentGroup;
import java.nio.charset.Charset;
import java.util.List;

/** Any bytes whatever: no exception, and the same bytes again. Runs its seeds unless JAZZER_FUZZ is set. */
class Hl7MessageFuzz {

    private static final List<MessageProfile> PROFILES = List.of(
            MessageProfile.strict(),
            MessageProfile.lenient().withDetectUtf8(true).withJoinBrokenLines(true),
            MessageProfile.strict().withTerminator(MessageProfile.Terminator.LF).withFormatting(Formatting.PLAIN),
            MessageProfile.strict().withCharset(Charset.forName("GB18030")));

    @FuzzTest(maxDuration = "60s")
    void anyBytes(byte[] bytes) {
        for (MessageProfile profile : PROFILES) {
            Hl7Message message = Hl7Message.of(bytes, profile);
            assertThat(message.problems()).containsAll(message.refusals());
            int at = 0;
            for (Segment segment : message.segments()) {
                assertThat(segment.offset()).isGreaterThanOrEqualTo(at);
                at = segment.offset() + segment.length();
                for (int n = 1; n <= segment.fieldCount(); n++) {
                    for (Value repetition : segment.field(n).repetitions()) {
                        repetition
                                .components()
                                .forEach(part -> part.subcomponents()
                                        .forEach(leaf -> assertThat(leaf.text()).isNotNull()));
                    }
                }
            }
            assertThat(SegmentGroup.of(message).allSegments()).hasSameSizeAs(message.segments());
            if (message.hasHeader()) {
                Hl7Message edited = MessageEditor.of(message).set("MSH-10", "1").toMessage();
                assertThat(edited.controlId().text()).isEqualTo("1");
                assertThat(MessageEditor.of(message).toMessage()).isEqualTo(message);
            }
            assertThat(message.toBytes()).isEqualTo(bytes);
        }
        NaiveComparison.verify(Hl7Message.of(bytes, ISO_8859_1));
    }
}
