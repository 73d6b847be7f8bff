// SPDX-License-Identifier: Apache-2.0

/** The facilitator client: session, outbox, instrument endpoints, development hub. */
module io.assaylink.facilitator {
    requires java.sql;
    requires static org.jspecify;
    requires static org.xerial.sqlitejdbc;

    exports io.assaylink.facilitator.outbox;
}
