// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.dialect.AnalyzerDialect.Dialogue;
import io.assaylink.hl7.edit.ResponseBuilder;
import io.assaylink.hl7.message.Hl7Message;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the answers to queries of 2.3.1, with what a dialect's acknowledgments have beside the standard (MSA-3, MSA-6, ERR on
 * success). As thread-safe as its {@link ControlIds}.
 */
public final class QueryAnswers {

    private static final AckError.Code ACCEPTED = AckError.Code.MESSAGE_ACCEPTED;

    private final AckProfile acknowledgments;
    private final ControlIds ids;

    /**
     * Answers for one link.
     *
     * @param dialect whose acknowledgments they follow
     * @param ids for MSH-10
     */
    public QueryAnswers(AnalyzerDialect dialect, ControlIds ids) {
        this.acknowledgments = dialect.exchange().acknowledgments();
        this.ids = ids;
    }

    /**
     * The first answer to a display query (QCK^Q02): taken, and something was found (QAK-2 OK) or not (NF). If it was,
     * {@link #display} follows as a message of its own.
     *
     * @throws IllegalArgumentException for a query of another dialogue
     */
    public Hl7Message taken(AnalyzerQuery query, boolean found, OffsetDateTime time) {
        return started(query, Dialogue.DISPLAY_QUERY, "QCK", "Q02", AckCode.AA, time)
                .segment("QAK", qak -> qak.set(1, "SR").set(2, found ? "OK" : "NF"))
                .toMessage();
    }

    /**
     * What a display query asked for (DSR^Q03), which the analyzer answers ACK^Q03. Send it behind the answer to the query
     * ({@link io.assaylink.hl7.exchange.Exchange#sendAfter}).
     *
     * @param lines DSP-3 of DSP 1, 2, …; what stands in which line is the maker's
     * @param more DSC-1, under which the next one comes; empty for the last
     * @throws IllegalArgumentException for a query of another dialogue
     */
    public Hl7Message display(AnalyzerQuery query, List<String> lines, String more, OffsetDateTime time) {
        ResponseBuilder response = started(query, Dialogue.DISPLAY_QUERY, "DSR", "Q03", AckCode.AA, time)
                .segment("QAK", qak -> qak.set(1, "SR").set(2, "OK"));
        query.message().segment("QRD").ifPresent(response::copy);
        query.message().segment("QRF").ifPresent(response::copy);
        for (int i = 0; i < lines.size(); i++) {
            String number = Integer.toString(i + 1);
            String line = lines.get(i);
            response.segment("DSP", dsp -> dsp.set(1, number).set(3, line));
        }
        return response.segment("DSC", dsc -> dsc.set(1, more)).toMessage();
    }

    /**
     * The answer to an order query (ORR^O02, AA).
     *
     * @param fill PID, PV1, ORC with AF, OBR, OBX of what is to be done
     * @throws IllegalArgumentException for a query of another dialogue
     */
    public Hl7Message orders(AnalyzerQuery query, Consumer<ResponseBuilder> fill, OffsetDateTime time) {
        ResponseBuilder response = started(query, Dialogue.ORDER_QUERY, "ORR", "O02", AckCode.AA, time);
        fill.accept(response);
        return response.toMessage();
    }

    /**
     * The answer to an order query that found nothing (ORR^O02, AR).
     *
     * @throws IllegalArgumentException for a query of another dialogue
     */
    public Hl7Message noOrders(AnalyzerQuery query, OffsetDateTime time) {
        return started(query, Dialogue.ORDER_QUERY, "ORR", "O02", AckCode.AR, time)
                .toMessage();
    }

    private ResponseBuilder started(
            AnalyzerQuery query, Dialogue dialogue, String code, String event, AckCode ack, OffsetDateTime time) {
        if (query.dialogue() != dialogue) {
            throw new IllegalArgumentException("this answers a query of another dialogue");
        }
        Hl7Message request = query.message();
        ResponseBuilder response = ResponseBuilder.to(request).header(header -> {
            if (request.version().isBlank()) {
                header.version("2.3.1");
            }
            header.time(time).type(code, event, "").controlId(ids.next());
        });
        boolean positive = ack.isPositive();
        response.segment("MSA", msa -> {
            msa.set(1, ack.name());
            response.copy(msa, 2, request.controlId());
            if (positive && acknowledgments.statusText()) {
                msa.set(3, ACCEPTED.hint());
            }
            if (positive && acknowledgments.statusCode()) {
                msa.set(6, Integer.toString(ACCEPTED.number()));
            }
        });
        if (positive && acknowledgments.errorOnSuccess()) {
            response.segment("ERR", err -> err.set(1, Integer.toString(ACCEPTED.number())));
        }
        return response;
    }
}
