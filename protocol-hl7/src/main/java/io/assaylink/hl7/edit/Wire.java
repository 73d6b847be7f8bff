// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.CharacterScan;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.LineEnds;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import java.nio.charset.Charset;

/**
 * What turns values into bytes of one message.
 *
 * @param lineEnds how line ends in texts are written
 */
record Wire(Delimiters delimiters, Charset charset, CharacterScan scan, LineEnds lineEnds) {

    static final byte[] NULL = {'"', '"'};

    static Wire of(Delimiters delimiters, Charset charset) {
        return new Wire(delimiters, charset, CharacterScan.of(charset), LineEnds.HEXADECIMAL);
    }

    Wire with(LineEnds ends) {
        return new Wire(delimiters, charset, scan, ends);
    }

    Wire with(Charset other) {
        return new Wire(delimiters, other, CharacterScan.of(other), lineEnds);
    }

    byte[] encode(String text, Place place) {
        try {
            return Escapes.encode(text, delimiters, charset, lineEnds);
        } catch (UnwritableValue e) {
            throw e.at(place.toString());
        }
    }

    /** Bytes that are encoded already, if they stay in their place. */
    byte[] checked(byte[] encoded, Place place) {
        char[] forbidden = place.forbidden(delimiters);
        int at = 0;
        while (at < encoded.length) {
            byte b = encoded[at];
            if (b >= 0 && b < 0x20 && !(b == 0x1B && scan == CharacterScan.ISO_2022)) {
                throw new UnwritableValue(Reason.CONTROL_CHARACTER, place.toString(), at);
            }
            for (char delimiter : forbidden) {
                if (delimiter != Delimiters.NONE && b == (byte) delimiter) {
                    throw new UnwritableValue(Reason.DELIMITER, place.toString(), at);
                }
            }
            at = scan.next(encoded, at, encoded.length);
        }
        return encoded.clone();
    }
}
