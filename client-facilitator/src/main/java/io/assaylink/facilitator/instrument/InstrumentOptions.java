// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.facilitator.document.InstrumentInfo;
import io.assaylink.hl7.exchange.ExchangeOptions;
import java.time.Duration;
import java.time.ZoneId;

/**
 * The settings of one instrument.
 *
 * @param info who it is; its id is the subject of its events and stands in logs
 * @param astm departures of E1381 that are taken, limits, character set, timers and counts, dialect of queries; its name,
 *     if it has one, is the profile in the documents of ASTM messages unless {@code info} names another
 * @param rows what closes an ASTM connection when it comes several times in a row
 * @param hl7 how the MLLP exchange behaves; it must leave fragments (MSH-14, DSC) as they are
 * @param zone of the times in our HL7 answers
 * @param inlineBytes messages up to this size are converted on the event loop, larger ones on the executor
 * @param detectWithin from the first byte until the protocol must be told
 * @param busyFor after a failure of the outbox, ENQ is answered NAK for this long
 */
public record InstrumentOptions(
        InstrumentInfo info,
        InstrumentProtocol protocol,
        InstrumentProfile astm,
        RowLimits rows,
        ExchangeOptions hl7,
        ZoneId zone,
        int inlineBytes,
        Duration detectWithin,
        Duration busyFor) {

    public InstrumentOptions {
        if (info.id().isBlank()) {
            throw new IllegalArgumentException("an instrument needs an id");
        }
        if (inlineBytes < 0) {
            throw new IllegalArgumentException("inlineBytes is below 0");
        }
        if (hl7.fragments().isPresent()) {
            throw new IllegalArgumentException("an instrument's fragments are delivered one by one");
        }
    }

    /** Lenient in both protocols, which the instrument's first bytes tell apart. */
    public static InstrumentOptions defaults(String id) {
        return new InstrumentOptions(
                InstrumentInfo.of(id),
                InstrumentProtocol.AUTO,
                InstrumentProfile.lenient(),
                RowLimits.defaults(),
                ExchangeOptions.defaults(),
                ZoneId.systemDefault(),
                16 << 10,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    public String id() {
        return info.id();
    }

    public InstrumentOptions withInfo(InstrumentInfo value) {
        return new InstrumentOptions(value, protocol, astm, rows, hl7, zone, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withProtocol(InstrumentProtocol value) {
        return new InstrumentOptions(info, value, astm, rows, hl7, zone, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withAstm(InstrumentProfile value) {
        return new InstrumentOptions(info, protocol, value, rows, hl7, zone, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withRows(RowLimits value) {
        return new InstrumentOptions(info, protocol, astm, value, hl7, zone, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withHl7(ExchangeOptions value) {
        return new InstrumentOptions(info, protocol, astm, rows, value, zone, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withZone(ZoneId value) {
        return new InstrumentOptions(info, protocol, astm, rows, hl7, value, inlineBytes, detectWithin, busyFor);
    }

    public InstrumentOptions withInlineBytes(int value) {
        return new InstrumentOptions(info, protocol, astm, rows, hl7, zone, value, detectWithin, busyFor);
    }

    public InstrumentOptions withDetectWithin(Duration value) {
        return new InstrumentOptions(info, protocol, astm, rows, hl7, zone, inlineBytes, value, busyFor);
    }

    public InstrumentOptions withBusyFor(Duration value) {
        return new InstrumentOptions(info, protocol, astm, rows, hl7, zone, inlineBytes, detectWithin, value);
    }
}
