// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

/**
 * MSH-9: what a message is. Compare code and event only; structures are often missing or a vendor's own.
 *
 * @param code such as {@code ORU}; empty when absent
 * @param event such as {@code R01}; empty when absent
 * @param structure such as {@code ORU_R01}; empty when absent
 */
public record MessageType(String code, String event, String structure) {

    /** Whether code and event are these. */
    public boolean is(String wantedCode, String wantedEvent) {
        return code.equals(wantedCode) && event.equals(wantedEvent);
    }
}
