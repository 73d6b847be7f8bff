// SPDX-License-Identifier: Apache-2.0
/** HL7 v2: ER7 messages, MLLP framing, acknowledgments and the exchange that joins them. Needs the JDK only. */
@SuppressWarnings("module") // the name ends in a digit because the standard's does
module io.assaylink.hl7 {
    exports io.assaylink.hl7.dialect;
    exports io.assaylink.hl7.edit;
    exports io.assaylink.hl7.encoding;
    exports io.assaylink.hl7.group;
    exports io.assaylink.hl7.law;
    exports io.assaylink.hl7.message;
    exports io.assaylink.hl7.ack;
    exports io.assaylink.hl7.batch;
    exports io.assaylink.hl7.continuation;
    exports io.assaylink.hl7.exchange;
    exports io.assaylink.hl7.mllp;
    exports io.assaylink.hl7.mllp.commit;
    exports io.assaylink.hl7.sequence;
}
