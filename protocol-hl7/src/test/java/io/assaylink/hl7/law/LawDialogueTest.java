// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.exchange.ExchangeEvent.Unmatched;
import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.message.Hl7Message;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An analyzer and a manager on one connection, through an exchange each. */
class LawDialogueTest {

    private static final OffsetDateTime TIME = Side.TIME;
    private static final long SECOND = 1_000_000_000L;

    private final Side analyzer = Side.analyzer();
    private final Side manager = Side.manager();
    private final WorkList list = new WorkList(100, true);

    private Hl7Message query(String container) {
        return analyzer.law.query(new WorkQuery.Specimen("Q-" + container, container), TIME);
    }

    private Hl7Message order(String container, String step) {
        return manager.law
                .order(TIME)
                .specimen(LawSpecimen.of(container))
                .newStep(step, "R", obr -> obr.set(4, "GLU"))
                .toMessage();
    }

    private Hl7Message results(String container, String step) {
        return analyzer.law
                .results(TIME)
                .specimen(LawSpecimen.of(container))
                .step(step, "CM", obr -> obr.set(4, "GLU"))
                .observation(obx -> obx.set(2, "NM").set(3, "GLU").set(5, "5.4"))
                .toMessage();
    }

    private void analyzerAnswersOrder() {
        Delivered order = analyzer.delivered("OML");
        WorkOrder read = WorkOrder.of(order.message()).orElseThrow();
        analyzer.answers(order.hold(), analyzer.law.orderResponse(read, list.take(read, step -> true), TIME));
    }

    private void managerAnswersQuery(QueryAnswer.Status status) {
        Delivered query = manager.delivered("QBP");
        manager.answers(query.hold(), manager.law.queryResponse(query.message(), status, TIME));
    }

    private void managerStoresResults() {
        Delivered results = manager.delivered("OUL");
        manager.answers(results.hold(), manager.law.resultResponse(results.message(), AckCode.AA, TIME));
    }

    private List<String> typesAnswered(Side side) {
        return side.answered().stream()
                .map(each -> each.message().type().code() + " "
                        + each.code().orElseThrow() + " "
                        + each.message().get("MSA-2").text())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100_000})
    @DisplayName("query, response, order, answer, results, acknowledgment on one line")
    void theWholeDialogue(int bytesPerRead) {
        analyzer.sends(query("S1"));
        manager.reads(analyzer, bytesPerRead);
        managerAnswersQuery(QueryAnswer.Status.OK);
        manager.sends(order("S1", "W1"));
        analyzer.reads(manager, bytesPerRead);
        analyzerAnswersOrder();
        manager.reads(analyzer, bytesPerRead);
        assertThat(OrderAnswer.of(manager.answered().get(0).message())
                        .orElseThrow()
                        .statusOf("W1"))
                .contains(Status.ACCEPTED);
        analyzer.passes(3600 * SECOND); // measuring takes its time
        manager.passes(3600 * SECOND);
        analyzer.sends(results("S1", "W1"));
        manager.reads(analyzer, bytesPerRead);
        managerStoresResults();
        analyzer.reads(manager, bytesPerRead);

        assertThat(typesAnswered(analyzer)).containsExactly("RSP AA A-1", "ACK AA A-3");
        assertThat(typesAnswered(manager)).containsExactly("ORL AA M-2");
        assertThat(analyzer.events).hasSize(3);
        assertThat(manager.events).hasSize(3);
    }

    @Test
    @DisplayName("an order and a query cross: neither waits for the other")
    void anOrderAndAQueryCross() {
        analyzer.sends(query("S2"));
        manager.sends(order("S1", "W1"));
        analyzer.reads(manager, 7); // while it waits for RSP
        manager.reads(analyzer, 7); // while it waits for ORL
        assertThat(analyzer.answered()).isEmpty();
        assertThat(manager.answered()).isEmpty();
        analyzerAnswersOrder();
        managerAnswersQuery(QueryAnswer.Status.NF);
        manager.sends(manager.law.noWork(LawSpecimen.of("S2"), TIME)); // waits in the window behind W1
        manager.reads(analyzer, 7);
        analyzer.reads(manager, 7);
        analyzerAnswersOrder();
        manager.reads(analyzer, 7);

        assertThat(typesAnswered(analyzer)).containsExactly("RSP AA A-1");
        assertThat(typesAnswered(manager)).containsExactly("ORL AA M-1", "ORL AA M-3");
        assertThat(list.waiting()).containsExactly("W1");
    }

    @Test
    @DisplayName("results and an order cross in every order of answers")
    void resultsAndAnOrderCross() {
        list.take(WorkOrder.of(order("S0", "W0")).orElseThrow(), step -> true);
        analyzer.sends(results("S0", "W0"));
        analyzer.sends(query("S1"));
        manager.sends(order("S9", "W9"));
        manager.reads(analyzer, 50);
        analyzer.reads(manager, 50);
        managerStoresResults();
        analyzer.reads(manager, 50); // ACK is in, ORL is still owed
        manager.reads(analyzer, 50);
        managerAnswersQuery(QueryAnswer.Status.AR);
        analyzerAnswersOrder();
        analyzer.reads(manager, 50);
        manager.reads(analyzer, 50);

        assertThat(typesAnswered(analyzer)).containsExactly("ACK AA A-1", "RSP AR A-2");
        assertThat(typesAnswered(manager)).hasSize(1);
        assertThat(analyzer.events).noneMatch(Unmatched.class::isInstance);
        assertThat(manager.events).noneMatch(Unmatched.class::isInstance);
    }

    @Test
    @DisplayName("an order before the response that announces it is work all the same")
    void anOrderBeforeItsResponse() {
        analyzer.sends(query("S1"));
        manager.reads(analyzer, 50);
        manager.sends(order("S1", "W1"));
        analyzer.reads(manager, 50);
        analyzerAnswersOrder();
        managerAnswersQuery(QueryAnswer.Status.OK);
        analyzer.reads(manager, 50);
        manager.reads(analyzer, 50);
        assertThat(typesAnswered(analyzer)).containsExactly("RSP AA A-1");
        assertThat(list.waiting()).containsExactly("W1");
    }

    @Test
    @DisplayName("LAW-007 results sent again are taken again")
    void resultsSentAgainAreTakenAgain() {
        Hl7Message results = results("S1", "W1");
        analyzer.sends(results);
        manager.reads(analyzer, 50);
        managerStoresResults();
        manager.loses(); // its answer
        analyzer.passes(31 * SECOND);
        assertThat(analyzer.events).hasOnlyElementsOfType(SendFailed.class);
        analyzer.sends(results);
        manager.reads(analyzer, 50);
        assertThat(manager.delivered()).hasSize(2);
        assertThat(manager.delivered().get(1).possibleDuplicate()).isTrue();
        managerStoresResults();
        analyzer.reads(manager, 50);
        assertThat(typesAnswered(analyzer)).containsExactly("ACK AA A-1");
    }
}
