// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.edit.HeaderFields;
import io.assaylink.hl7.edit.MessageBuilder;
import io.assaylink.hl7.edit.ResponseBuilder;
import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.law.WorkOrder.SpecimenWork;
import io.assaylink.hl7.law.WorkOrder.Step;
import io.assaylink.hl7.message.Hl7Message;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the messages of LAW under its rules for MSH: version 2.5.1; a request says NE in MSH-15, AL in MSH-16 and
 * {@code UNICODE UTF-8} in MSH-18; a response leaves MSH-15 and MSH-16 empty, swaps sender and receiver with all their
 * components, and speaks in the delimiters and the charset of its request; MSH-21 names the transaction.
 *
 * <p>A response answers what came, whatever it was: what cannot be copied from the request is left out. One for each link;
 * as thread-safe as its {@link ControlIds}.
 */
public final class LawMessages {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
    private static final String VERSION = "2.5.1";
    private static final String QUERY = "LAB-27";
    private static final String ORDER = "LAB-28";
    private static final String RESULT = "LAB-29";

    /**
     * The two ends as MSH-3 to MSH-6 have them. Applications may have up to three components: name, identifier, its type.
     *
     * @param application MSH-3, we
     * @param facility MSH-4, we
     * @param peerApplication MSH-5
     * @param peerFacility MSH-6
     */
    public record Parties(
            List<String> application, List<String> facility, List<String> peerApplication, List<String> peerFacility) {
        /** Copies the lists. */
        public Parties {
            application = List.copyOf(application);
            facility = List.copyOf(facility);
            peerApplication = List.copyOf(peerApplication);
            peerFacility = List.copyOf(peerFacility);
        }

        /** Of one component each. */
        public static Parties of(String application, String facility, String peerApplication, String peerFacility) {
            return new Parties(
                    List.of(application), List.of(facility), List.of(peerApplication), List.of(peerFacility));
        }
    }

    private final Parties parties;
    private final ControlIds ids;

    /**
     * A writer for one link.
     *
     * @param parties for requests; responses take theirs from the request
     * @param ids for MSH-10
     */
    public LawMessages(Parties parties, ControlIds ids) {
        this.parties = parties;
        this.ids = ids;
    }

    /**
     * LAB-27, analyzer: a query (QBP^Q11), immediate and in real time.
     *
     * @throws IllegalArgumentException for {@link WorkQuery.Unusable}
     */
    public Hl7Message query(WorkQuery query, OffsetDateTime time) {
        return request("QBP", "Q11", "QBP_Q11", QUERY, time)
                .segment("QPD", query::writeTo)
                .segment("RCP", rcp -> rcp.set(1, "I").set(3, "R", "Real Time", "HL70394"))
                .toMessage();
    }

    /**
     * LAB-27, manager: the query was taken, and it found steps or none (RSP^K11). The steps, or that there are none, follow
     * as an {@link #order} or {@link #noWork}.
     *
     * @param query as it came; for one that cannot be answered the status is AE whatever {@code status} says
     */
    public Hl7Message queryResponse(Hl7Message query, QueryAnswer.Status status, OffsetDateTime time) {
        Optional<WorkQuery> read = WorkQuery.of(query);
        boolean usable =
                read.filter(each -> !(each instanceof WorkQuery.Unusable)).isPresent();
        QueryAnswer.Status written = usable ? status : QueryAnswer.Status.AE;
        AckCode code = switch (written) {
            case OK, NF -> AckCode.AA;
            case AE -> AckCode.AE;
            case AR -> AckCode.AR;
        };
        ResponseBuilder reply = response(query, "RSP", "K11", "RSP_K11", code, QUERY, time);
        if (!usable) {
            int field = read.map(each -> ((WorkQuery.Unusable) each).field()).orElse(1);
            reply.segment(
                    "ERR",
                    err -> error(
                                    err,
                                    field == 1 ? "103" : "101",
                                    field == 1 ? "Table value not found" : "Required field missing")
                            .set(2, "QPD", "1", Integer.toString(field)));
        }
        reply.segment("QAK", qak -> {
            reply.copy(qak, 1, query.get("QPD-2"));
            qak.set(2, written.name());
            reply.copy(qak, 3, query.get("QPD-1"));
        });
        query.segment("QPD").ifPresent(reply::copy);
        return reply.toMessage();
    }

    /** LAB-28, manager: steps to do or not to do after all (OML^O33), of the manager's own accord. */
    public OrderBuilder order(OffsetDateTime time) {
        return order(Optional.empty(), time);
    }

    /** LAB-28, manager: the steps a query for one specimen asked for; the order takes no other specimen. */
    public OrderBuilder order(WorkQuery.Specimen query, OffsetDateTime time) {
        return order(Optional.of(query.container()), time);
    }

    private OrderBuilder order(Optional<String> container, OffsetDateTime time) {
        return new OrderBuilder(request("OML", "O33", "OML_O33", ORDER, time), TIME.format(time), container);
    }

    /**
     * LAB-28, manager: there is nothing to do for this specimen, LAW's negative query response: MSH, SPM, SAC and ORC with DC,
     * nothing else.
     */
    public Hl7Message noWork(LawSpecimen specimen, OffsetDateTime time) {
        return request("OML", "O33", "OML_O33", ORDER, time)
                .segment("SPM", specimen.withRole(LawSpecimen.Role.UNKNOWN)::writeSpm)
                .segment("SAC", specimen::writeSac)
                .segment("ORC", orc -> orc.set(1, "DC").set(9, TIME.format(time)))
                .toMessage();
    }

    /**
     * LAB-28, analyzer: a word to each step (ORL^O34). For a negative query response it is MSH and MSA alone.
     *
     * @param statuses one for each of {@link WorkOrder#steps()}, in order; {@link WorkList#take} makes them
     * @throws IllegalArgumentException if there are more or fewer, or one is OTHER
     */
    public Hl7Message orderResponse(WorkOrder order, List<Status> statuses, OffsetDateTime time) {
        if (statuses.size() != order.steps().size() || statuses.contains(Status.OTHER)) {
            throw new IllegalArgumentException("each step has one status");
        }
        ResponseBuilder reply = response(order.message(), "ORL", "O34", "ORL_O42", AckCode.AA, ORDER, time);
        Iterator<Status> next = statuses.iterator();
        if (!order.steps().isEmpty()) {
            order.message()
                    .segment("PID")
                    .ifPresent(pid -> reply.segment("PID", own -> reply.copy(own, 3, pid.field(3))));
        }
        for (SpecimenWork specimen : order.specimens()) {
            if (specimen.steps().isEmpty()) {
                continue;
            }
            specimen.group().segment("SPM").ifPresent(reply::copy);
            specimen.group().segment("SAC").ifPresent(reply::copy);
            for (Step step : specimen.steps()) {
                Status status = next.next();
                reply.segment("ORC", orc -> {
                    orc.set(1, status.code()).set(5, status.orderStatus());
                    if (step.id().isPresent()) {
                        reply.copy(orc, 2, WorkOrder.idOf(step));
                    } else {
                        orc.setNull(2);
                    }
                });
            }
        }
        return reply.toMessage();
    }

    /**
     * LAB-28, analyzer: a negative query response for a container that is not on board: AR, and ERR with 204, place SAC-3, and
     * the container in ERR-6.
     */
    public Hl7Message unknownContainer(WorkOrder order, OffsetDateTime time) {
        ResponseBuilder reply = response(order.message(), "ORL", "O34", "ORL_O42", AckCode.AR, ORDER, time);
        for (SpecimenWork specimen : order.specimens()) {
            reply.segment("ERR", err -> {
                SegmentFields named = error(err, "204", "Unknown key identifier");
                named.set(2, "SAC", "1", "3").set(8, "The container is not on board");
                LawSpecimen.sac(specimen.group()).ifPresent(sac -> reply.copy(err, 6, sac.subcomponent(3, 1, 1)));
            });
        }
        return reply.toMessage();
    }

    /** LAB-29, analyzer: results by specimen (OUL^R22). */
    public ResultBuilder results(OffsetDateTime time) {
        return new ResultBuilder(request("OUL", "R22", "OUL_R22", RESULT, time), true);
    }

    /** Results of an order (ORU^R01), for managers that do not speak LAW. */
    public ResultBuilder observations(OffsetDateTime time) {
        return new ResultBuilder(
                start("ORU", "R01", "ORU_R01", time, header -> header.acknowledgments("NE", "AL")), false);
    }

    /**
     * LAB-29, manager: the answer to results (ACK^R22^ACK) with MSH-21 as LAW wants it; AA only when they are stored.
     *
     * @param code AA, AE or AR
     * @throws IllegalArgumentException for a commit code
     */
    public Hl7Message resultResponse(Hl7Message results, AckCode code, OffsetDateTime time) {
        if (code.isCommit()) {
            throw new IllegalArgumentException("LAW has no commit answers");
        }
        ResponseBuilder reply = response(results, "ACK", results.type().event(), "ACK", code, RESULT, time);
        if (!code.isPositive()) {
            reply.segment("ERR", err -> error(err, "207", "Application internal error"));
        }
        return reply.toMessage();
    }

    private MessageBuilder request(
            String code, String event, String structure, String transaction, OffsetDateTime time) {
        return start(
                code,
                event,
                structure,
                time,
                header -> header.acknowledgments("NE", "AL").profile(transaction, "IHE"));
    }

    private MessageBuilder start(
            String code, String event, String structure, OffsetDateTime time, Consumer<HeaderFields> more) {
        return MessageBuilder.standard().header(header -> {
            header.field(3, parties.application().toArray(String[]::new))
                    .field(4, parties.facility().toArray(String[]::new))
                    .field(5, parties.peerApplication().toArray(String[]::new))
                    .field(6, parties.peerFacility().toArray(String[]::new))
                    .time(time)
                    .type(code, event, structure)
                    .controlId(ids.next())
                    .version(VERSION);
            more.accept(header);
        });
    }

    private ResponseBuilder response(
            Hl7Message request,
            String code,
            String event,
            String structure,
            AckCode ack,
            String transaction,
            OffsetDateTime time) {
        ResponseBuilder reply = ResponseBuilder.to(request).header(header -> {
            if (request.version().isBlank()) {
                header.version(VERSION);
            }
            header.time(time).type(code, event, structure).controlId(ids.next()).profile(transaction, "IHE");
        });
        return reply.segment("MSA", msa -> {
            msa.set(1, ack.name());
            reply.copy(msa, 2, request.controlId());
        });
    }

    private static SegmentFields error(SegmentFields err, String code, String text) {
        return err.set(3, code, text, "HL70357").set(4, "E");
    }
}
