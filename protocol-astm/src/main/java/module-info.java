// SPDX-License-Identifier: Apache-2.0

/** ASTM E1381 / LIS01-A2 frames and link, E1394 / LIS02-A2 records. No I/O, no threads, no clock. */
module io.assaylink.astm {
    exports io.assaylink.astm.record;
    exports io.assaylink.astm.frame;
    exports io.assaylink.astm.link;
    exports io.assaylink.astm.value;
    exports io.assaylink.astm.view;
    exports io.assaylink.astm.build;
    exports io.assaylink.astm.query;
    exports io.assaylink.astm.profile;
}
