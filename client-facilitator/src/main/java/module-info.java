// SPDX-License-Identifier: Apache-2.0

/** The facilitator client: session, outbox, instrument endpoints, development hub. */
module io.assaylink.facilitator {
    requires static org.jspecify;

    exports io.assaylink.facilitator.outbox;
}
