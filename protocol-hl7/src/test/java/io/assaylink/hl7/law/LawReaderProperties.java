// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.message.Hl7Message;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

/** What must hold for whatever comes. */
class LawReaderProperties {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-01-02T03:04:05Z");

    private final LawMessages law = new LawMessages(LawMessages.Parties.of("M", "L", "A", "L"), () -> "M1");

    /** Messages of LAW's types whose rest is anything, bent delimiters and charsets included. */
    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<String> start = Arbitraries.of("MSH|^~\\&|", "MSH|^~|", "MSH#*~\\&#", "MSH|^~\\&^|", "MSH|");
        Arbitrary<String> type =
                Arbitraries.of("QBP^Q11", "RSP^K11", "OML^O33", "ORL^O34", "OUL^R22", "OUL^R23", "ORU^R01");
        Arbitrary<String> charset =
                Arbitraries.of("", "UNICODE UTF-8", "UNICODE UTF-16", "GB 18030-2000", "8859/1", "X");
        Arbitrary<String> line = Arbitraries.of(
                        "QPD|WOS",
                        "QPD|WOS_ALL",
                        "SPM|1",
                        "SAC||",
                        "ORC|NW",
                        "ORC|CA",
                        "ORC|DC",
                        "OBR|",
                        "OBX|1",
                        "MSA|AA",
                        "ERR||",
                        "PID|",
                        "TQ1|",
                        "ZZZ|",
                        "")
                .flatMap(id -> Arbitraries.strings()
                        .withChars("|^~\\&\"a1\u00e4\u8868\n\u0001")
                        .ofMaxLength(20)
                        .map(rest -> id + rest));
        return Combinators.combine(start, type, charset, line.list().ofMaxSize(8))
                .as((first, what, named, lines) -> (first + "A|F|B|G|1||" + what + "|7|P|2.5.1|||NE|AL||" + named + "\r"
                                + String.join("\r", lines))
                        .getBytes(UTF_8));
    }

    @Property
    void whateverComesIsReadAndAnswered(@ForAll("messages") byte[] bytes) {
        Hl7Message message = Hl7Message.of(bytes);
        WorkQuery.of(message);
        QueryAnswer.of(message);
        OrderAnswer.of(message);
        ResultReport.of(message);
        WorkOrder.of(message).ifPresent(order -> {
            List<Status> statuses = new WorkList(3, true).take(order, step -> true);
            Hl7Message answer = law.orderResponse(order, statuses, TIME);
            assertThat(OrderAnswer.of(answer).orElseThrow().steps()).hasSameSizeAs(statuses);
            assertThat(law.unknownContainer(order, TIME).hasHeader()).isTrue();
        });
        for (Hl7Message answer : List.of(
                law.queryResponse(message, QueryAnswer.Status.NF, TIME),
                law.resultResponse(message, AckCode.AR, TIME))) {
            assertThat(answer.hasHeader()).isTrue();
            assertThat(answer.get("MSA-2").text()).isEqualTo(message.controlId().text());
        }
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll @Size(min = 1, max = 5) @UniqueElements
                    List<@NotBlank @StringLength(max = 9) @CharRange(from = ' ', to = '~') String> ids,
            @ForAll @NotBlank @StringLength(max = 12) @CharRange(from = ' ', to = '\u017f') String container) {
        OrderBuilder builder = law.order(TIME).specimen(LawSpecimen.of(container));
        ids.forEach(id -> builder.newStep(id, "R", obr -> obr.set(4, "GLU")));
        WorkOrder order = WorkOrder.of(builder.toMessage()).orElseThrow();
        assertThat(order.steps()).extracting(step -> step.id().orElse("")).isEqualTo(ids);
        assertThat(order.specimens().get(0).specimen().container()).isEqualTo(container);
        Hl7Message answer = law.orderResponse(order, Collections.nCopies(ids.size(), Status.ACCEPTED), TIME);
        assertThat(OrderAnswer.of(answer).orElseThrow().steps())
                .extracting(step -> step.id().orElse(""))
                .isEqualTo(ids);
    }
}
