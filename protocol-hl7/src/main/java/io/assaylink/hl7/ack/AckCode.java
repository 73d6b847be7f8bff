// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import java.util.Optional;

/** MSA-1, HL7 table 0008. */
public enum AckCode {
    /** Application accept; in original mode also "stored". */
    AA,
    /** Application error: the sender may try again. */
    AE,
    /** Application reject: senders drop the message. */
    AR,
    /** Commit accept: the message is stored, the sender may forget it. */
    CA,
    /** Commit error: the sender may try again. */
    CE,
    /** Commit reject: senders drop the message. */
    CR;

    /** The code a value of MSA-1 names; empty for anything not in the table. */
    public static Optional<AckCode> of(String text) {
        for (AckCode code : values()) {
            if (code.name().equalsIgnoreCase(text.strip())) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /** AA or CA. */
    public boolean isPositive() {
        return this == AA || this == CA;
    }

    /** CA, CE or CR: the accept acknowledgment of enhanced mode. */
    public boolean isCommit() {
        return this == CA || this == CE || this == CR;
    }

    /** AR or CR: trying the same message again is useless. */
    public boolean isFinal() {
        return this == AR || this == CR;
    }
}
