// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import java.net.InetSocketAddress;

/**
 * One analyzer.
 *
 * @param id its name at the hub; no patient data
 * @param protocol what it speaks
 * @param role which side opens the connection
 * @param address where we listen, or whom we connect to
 * @param profile how it departs from ASTM: {@link InstrumentProfile#lenient()} unless the configuration names another
 * @param dialect how it departs from HL7: {@link AnalyzerDialect#standard()} unless the configuration names another
 * @param network whom we let in, and how its connections are kept
 */
public record InstrumentConfig(
        String id,
        Protocol protocol,
        Role role,
        InetSocketAddress address,
        InstrumentProfile profile,
        AnalyzerDialect dialect,
        InstrumentNetwork network) {

    /** What an analyzer speaks. */
    public enum Protocol {
        ASTM,
        HL7,
        /** Told by the first bytes of each connection. */
        AUTO
    }

    /** Who opens the connection; independent of who sends. */
    public enum Role {
        LISTEN,
        CONNECT
    }
}
