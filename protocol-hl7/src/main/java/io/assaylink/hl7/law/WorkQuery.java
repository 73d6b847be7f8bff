// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.Optional;

/**
 * LAB-27: an analyzer asks for the steps to do (QBP^Q11). The query name in QPD-1 says what is asked for; the answer only
 * says that the query was taken, the work comes as a {@link WorkOrder} of the manager.
 */
public sealed interface WorkQuery {

    /** QPD-2: the analyzer's name for this query, which the answer repeats. */
    String tag();

    /** Steps for one container ({@code WOS}). */
    record Specimen(String tag, String container) implements WorkQuery {
        /** Checks that both are given. */
        public Specimen {
            given(tag, container);
        }

        /** Never the identifiers. */
        @Override
        public String toString() {
            return "Specimen[]";
        }
    }

    /** All steps there are ({@code WOS_ALL}). */
    record All(String tag) implements WorkQuery {
        /** Checks that it is given. */
        public All {
            given(tag);
        }
    }

    /**
     * Steps for what stands in a place of a rack ({@code WOS_BY_RACK}).
     *
     * @param location QPD-8, where the rack is; may be empty
     */
    record Rack(String tag, String rack, String position, String location) implements WorkQuery {
        /** Checks that tag, rack and position are given. */
        public Rack {
            given(tag, rack, position);
        }
    }

    /**
     * Steps for what stands in a place of a tray ({@code WOS_BY_TRAY}).
     *
     * @param location QPD-8, where the tray is; may be empty
     */
    record Tray(String tag, String tray, String position, String location) implements WorkQuery {
        /** Checks that tag, tray and position are given. */
        public Tray {
            given(tag, tray, position);
        }
    }

    /**
     * Steps for an isolate of a parent specimen ({@code WOS_BY_ISOLATE}).
     *
     * @param container QPD-3, of the parent specimen
     * @param isolate QPD-9
     */
    record Isolate(String tag, String container, String isolate) implements WorkQuery {
        /** Checks that all are given. */
        public Isolate {
            given(tag, container, isolate);
        }

        /** Never the identifiers. */
        @Override
        public String toString() {
            return "Isolate[]";
        }
    }

    /**
     * A query that cannot be answered; {@link LawMessages#queryResponse} makes an error of it.
     *
     * @param tag may be empty
     * @param field of QPD that is missing; 1: the query name is none of LAW's
     */
    record Unusable(String tag, int field) implements WorkQuery {}

    /**
     * Reads a query. Only MSH-9.1 and the name in QPD-1 are looked at: vendors have events of their own.
     *
     * @return empty if the message is no query for work
     */
    static Optional<WorkQuery> of(Hl7Message message) {
        if (!message.type().code().equals("QBP")) {
            return Optional.empty();
        }
        return message.segment("QPD").filter(WorkQuery::asksForWork).map(WorkQuery::read);
    }

    /** Writes QPD-1 to QPD-9 as this query has them. */
    default void writeTo(SegmentFields qpd) {
        if (this instanceof Specimen query) {
            name(qpd, "WOS", "Work Order Step").set(3, query.container());
        } else if (this instanceof All) {
            name(qpd, "WOS_ALL", "Work Order Step All");
        } else if (this instanceof Rack query) {
            name(qpd, "WOS_BY_RACK", "Work Order Step by Rack")
                    .set(4, query.rack())
                    .set(5, query.position())
                    .set(8, query.location());
        } else if (this instanceof Tray query) {
            name(qpd, "WOS_BY_TRAY", "Work Order Step by Tray")
                    .set(6, query.tray())
                    .set(7, query.position())
                    .set(8, query.location());
        } else if (this instanceof Isolate query) {
            name(qpd, "WOS_BY_ISOLATE", "Work Order Step by Isolate")
                    .set(3, query.container())
                    .set(9, query.isolate());
        } else {
            throw new IllegalArgumentException("a query that cannot be answered cannot be asked");
        }
    }

    private SegmentFields name(SegmentFields qpd, String code, String text) {
        return qpd.set(1, code, text, "IHELAW").set(2, tag());
    }

    private static boolean asksForWork(Segment qpd) {
        return qpd.component(1, 1).text().startsWith("WOS");
    }

    private static WorkQuery read(Segment qpd) {
        String tag = text(qpd, 2);
        return switch (qpd.component(1, 1).text()) {
            case "WOS" -> missing(qpd, 2, 3).orElseGet(() -> new Specimen(tag, text(qpd, 3)));
            case "WOS_ALL" -> missing(qpd, 2).orElseGet(() -> new All(tag));
            case "WOS_BY_RACK" ->
                missing(qpd, 2, 4, 5).orElseGet(() -> new Rack(tag, text(qpd, 4), text(qpd, 5), text(qpd, 8)));
            case "WOS_BY_TRAY" ->
                missing(qpd, 2, 6, 7).orElseGet(() -> new Tray(tag, text(qpd, 6), text(qpd, 7), text(qpd, 8)));
            case "WOS_BY_ISOLATE" ->
                missing(qpd, 2, 3, 9).orElseGet(() -> new Isolate(tag, text(qpd, 3), text(qpd, 9)));
            default -> new Unusable(tag, 1);
        };
    }

    private static Optional<WorkQuery> missing(Segment qpd, int... fields) {
        for (int field : fields) {
            if (text(qpd, field).isBlank()) {
                return Optional.of(new Unusable(text(qpd, 2), field));
            }
        }
        return Optional.empty();
    }

    private static String text(Segment qpd, int field) {
        return qpd.component(field, 1).text();
    }

    private static void given(String... texts) {
        for (String text : texts) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("a query needs its tag and what it asks for");
            }
        }
    }
}
