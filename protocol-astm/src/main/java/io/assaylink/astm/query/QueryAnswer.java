// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import io.assaylink.astm.build.HeaderFields;
import io.assaylink.astm.build.MessageBuilder;
import io.assaylink.astm.build.OrderFields;
import io.assaylink.astm.build.PatientFields;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.Delimiters;
import io.assaylink.astm.view.Order;
import io.assaylink.astm.view.Terminator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The answer to a query, in the delimiters and the character set of the query. Without more words its header names the
 * instrument as receiver and repeats processing id and version. Not thread-safe.
 */
public final class QueryAnswer {

    private final HostQuery query;
    private final QueryDialect dialect;
    private final MessageBuilder builder;
    private final List<Consumer<HeaderFields>> header = new ArrayList<>();
    /** False when the query's header declares a set that no message can be written with. */
    private final boolean sameDelimiters;

    private boolean started;
    private boolean patient;

    QueryAnswer(HostQuery query, QueryDialect dialect) {
        this.query = query;
        this.dialect = dialect;
        Delimiters asked = query.header().record().delimiters();
        this.sameDelimiters = asked.repeat() != 0 && asked.component() != 0;
        this.builder = MessageBuilder.of(
                sameDelimiters ? asked : Delimiters.standard(), query.message().charset());
    }

    /** Fills the header, before anything else: {@code instructions("TSDWN", "REPLY")} for Roche instruments. */
    public QueryAnswer header(Consumer<HeaderFields> fill) {
        if (started) {
            throw new IllegalStateException("the header is written");
        }
        header.add(fill);
        return this;
    }

    private void start() {
        if (started) {
            return;
        }
        AstmRecord asked = query.header().record();
        builder.header(fields -> {
            if (asked.is('H') && sameDelimiters) {
                mirror(asked, 5, fields, 10);
                mirror(asked, 10, fields, 5);
                mirror(asked, 12, fields, 12);
                mirror(asked, 13, fields, 13);
            }
            header.forEach(fill -> fill.accept(fields));
        });
        started = true;
    }

    /** What the query says of itself comes back if it can be written at all. */
    private static void mirror(AstmRecord asked, int from, HeaderFields fields, int to) {
        String text = asked.rawField(from);
        if (text.chars().allMatch(c -> c >= ' ' && c != 127 && c != 0xFFFD)) {
            fields.fields().raw(to, text);
        }
    }

    /** P; orders that follow are this patient's. Without it an order gets a P of its own that says nothing. */
    public QueryAnswer patient(Consumer<PatientFields> fill) {
        start();
        builder.patient(fill);
        patient = true;
        return this;
    }

    /** O for a specimen of the query: its id and the instrument's own components come back as it sent them; O-26 is Q. */
    public QueryAnswer order(QueriedSpecimen specimen, Consumer<OrderFields> fill) {
        start();
        if (!patient) {
            builder.patient();
            patient = true;
        }
        builder.order(order -> {
            echo(specimen, order);
            order.reportType(Order.ReportType.QUERY_ANSWER);
            fill.accept(order);
        });
        return this;
    }

    private void echo(QueriedSpecimen specimen, OrderFields order) {
        List<String> behind = specimen.behind();
        if (dialect.echo() == QueryDialect.Echo.AS_ASKED) {
            order.specimen(specimen.components().toArray(new String[0]));
        } else if (dialect.echo() == QueryDialect.Echo.WHOLE) {
            List<String> whole = new ArrayList<>(List.of(specimen.id()));
            whole.addAll(behind);
            order.specimen(whole.toArray(new String[0]));
        } else {
            order.specimen(specimen.id());
            if (dialect.echo() == QueryDialect.Echo.SPLIT) {
                order.instrumentSpecimen(behind.toArray(new String[0]));
            }
        }
    }

    /** The answer, ended by {@code L|1|F}. */
    public AstmMessage toMessage() {
        return end(Terminator.Reason.QUERY_ANSWERED);
    }

    /** The answer with another end: some instruments want {@code L|1|N}. */
    public AstmMessage end(Terminator.Reason reason) {
        start();
        return builder.end(reason);
    }

    /** {@code L|1|I}: nothing is known. */
    public AstmMessage noInformation() {
        return withoutOrders(Terminator.Reason.NO_INFORMATION);
    }

    /** {@code L|1|Q}: the query cannot be answered. */
    public AstmMessage inError() {
        return withoutOrders(Terminator.Reason.QUERY_ERROR);
    }

    private AstmMessage withoutOrders(Terminator.Reason reason) {
        if (patient) {
            throw new IllegalStateException("the answer has records already");
        }
        return end(reason);
    }
}
