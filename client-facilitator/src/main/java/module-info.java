// SPDX-License-Identifier: Apache-2.0

/** The facilitator client: session, outbox, instrument endpoints, development hub. */
@SuppressWarnings("module") // the name of the HL7 module ends in a digit because the standard's does
module io.assaylink.facilitator {
    requires transitive io.assaylink.astm;
    requires transitive io.assaylink.hl7;
    requires transitive io.assaylink.transport;
    requires transitive io.assaylink.transport.ws;
    requires java.sql;
    requires jdk.jfr;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires static org.jspecify;
    requires static org.xerial.sqlitejdbc;

    exports io.assaylink.facilitator;
    exports io.assaylink.facilitator.dialect.computehorde;
    exports io.assaylink.facilitator.dialect.ufo;
    exports io.assaylink.facilitator.conformance;
    exports io.assaylink.facilitator.document;
    exports io.assaylink.facilitator.envelope;
    exports io.assaylink.facilitator.handler;
    exports io.assaylink.facilitator.hub;
    exports io.assaylink.facilitator.instrument;
    exports io.assaylink.facilitator.outbox;
    exports io.assaylink.facilitator.outbox.sqlite;
}
