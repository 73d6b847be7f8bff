// SPDX-License-Identifier: Apache-2.0

/** ASTM E1381 / LIS01-A2 frames and link, E1394 / LIS02-A2 records. No I/O, no threads, no clock. */
module io.assaylink.astm {
    exports io.assaylink.astm.record;
    exports io.assaylink.astm.frame;
    exports io.assaylink.astm.link;
}
