// SPDX-License-Identifier: Apache-2.0

/** Connections whose receive knows idle from stuck. */
module io.assaylink.transport {
    requires static org.jspecify;

    exports io.assaylink.transport;
}
