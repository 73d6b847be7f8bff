// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import ca.uhn.hl7v2.AbstractHL7Exception;
import ca.uhn.hl7v2.Location;
import ca.uhn.hl7v2.Severity;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.message.Path;
import java.util.Optional;

/**
 * Something that HAPI's rules find wrong with a message. HAPI's own texts quote the value and are left out.
 *
 * @param code of table 0357
 * @param where the value, if HAPI tells; what it does not tell is the first or the whole
 * @param severity as the rule has it
 */
public record HapiProblem(AckError.Code code, Optional<Path> where, Severity severity) {

    /** As an ERR segment of the answer to the message. */
    public AckError toAckError() {
        return where.map(path -> AckError.at(code, path)).orElseGet(() -> AckError.of(code));
    }

    /** Of an exception that tells where itself. */
    static HapiProblem of(AbstractHL7Exception found) {
        Location location = found.getLocation();
        Optional<Path> where = Optional.empty();
        String segment = location == null ? "" : String.valueOf(location.getSegmentName());
        if (location != null && segment.length() == 3 && location.getField() > 0) {
            where = path(segment, Math.max(1, location.getSegmentRepetition()), location.getField());
        }
        AckError.Code code = AckError.Code.APPLICATION_INTERNAL_ERROR;
        for (AckError.Code each : AckError.Code.values()) {
            if (each.number() == found.getErrorCode()) {
                code = each;
            }
        }
        return new HapiProblem(code, where, found.getSeverity());
    }

    /** Of an exception of a rule for the value at {@code where}; such rules set no code. */
    static HapiProblem ofValue(AbstractHL7Exception found, Path where) {
        return new HapiProblem(AckError.Code.DATA_TYPE_ERROR, Optional.of(where), found.getSeverity());
    }

    private static Optional<Path> path(String segment, int occurrence, int field) {
        try {
            return Optional.of(Path.parse(segment + "[" + occurrence + "]-" + field));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // HAPI calls it what no message can
        }
    }
}
