// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.law.LawSpecimen.Role;
import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.message.Hl7Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The messages of LAW in the corpus. */
class LawCorpusTest {

    private static Hl7Message message(String name) throws IOException {
        Optional<String> place = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(place.isPresent(), "ASSAYLINK_CORPUS is not set: the messages are not read");
        return Hl7Message.of(Files.readAllBytes(Path.of(place.orElseThrow(), "hl7/analyzer-synthetic", name)));
    }

    @Test
    void queries() throws IOException {
        assertThat(WorkQuery.of(message("law-lab27-1-qbp-q11-query.hl7")))
                .contains(new WorkQuery.Specimen("Q-0001", "SPEC0001"));
        assertThat(WorkQuery.of(message("law-lab27-4-qbp-q11-all.hl7"))).contains(new WorkQuery.All("Q-0003"));
        assertThat(WorkQuery.of(message("law-lab27-5-qbp-q11-by-rack.hl7")))
                .contains(new WorkQuery.Rack("Q-0004", "RACK12", "3", ""));
        assertThat(QueryAnswer.of(message("law-lab27-2-rsp-k11-ok.hl7"))
                        .orElseThrow()
                        .status())
                .contains(QueryAnswer.Status.OK);
        assertThat(QueryAnswer.of(message("law-lab27-3-rsp-k11-nf.hl7"))
                        .orElseThrow()
                        .status())
                .contains(QueryAnswer.Status.NF);
    }

    @Test
    void orders() throws IOException {
        WorkOrder order = WorkOrder.of(message("law-lab28-1-oml-o33-new.hl7")).orElseThrow();
        assertThat(order.steps()).extracting(step -> step.id().orElse("")).containsExactly("AWOS-1", "AWOS-2");
        assertThat(order.steps()).extracting(WorkOrder.Step::priority).containsExactly("R", "S");
        assertThat(WorkOrder.of(message("law-lab28-3-oml-o33-cancel.hl7"))
                        .orElseThrow()
                        .steps())
                .extracting(WorkOrder.Step::action)
                .containsExactly(WorkOrder.Action.CANCEL);
        assertThat(WorkOrder.of(message("law-lab28-4-oml-o33-no-work.hl7"))
                        .orElseThrow()
                        .isNegativeQueryResponse())
                .isTrue();
        OrderAnswer answer =
                OrderAnswer.of(message("law-lab28-2-orl-o34-accepted.hl7")).orElseThrow();
        assertThat(answer.statusOf("AWOS-1")).contains(Status.ACCEPTED);
        assertThat(answer.statusOf("AWOS-2")).contains(Status.UNABLE_TO_ACCEPT);
        assertThat(OrderAnswer.of(message("law-lab28-6-orl-o34-unknown-specimen.hl7"))
                        .orElseThrow()
                        .code())
                .contains(AckCode.AR);
    }

    @Test
    void results() throws IOException {
        ResultReport report =
                ResultReport.of(message("law-lab29-1-oul-r22-results.hl7")).orElseThrow();
        assertThat(report.steps()).hasSize(1);
        assertThat(report.steps().get(0).observations()).hasSize(2);
        assertThat(report.steps().get(0).observations().get(0).kind()).isEqualTo("RSLT");
        ResultReport control = ResultReport.of(message("law-lab29-4-oul-r22-quality-control.hl7"))
                .orElseThrow();
        assertThat(control.steps().get(0).id()).isEmpty();
        assertThat(control.steps().get(0).specimen().orElseThrow().role()).isEqualTo(Role.CONTROL);
    }
}
