// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

/** What an instrument speaks. */
public enum InstrumentProtocol {
    /** E1381 / LIS01-A2 with E1394 / LIS02-A2 records. */
    ASTM,
    /** HL7 v2 over MLLP. */
    HL7,
    /** Told by the first bytes of each connection. */
    AUTO
}
