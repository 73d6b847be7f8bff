// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import io.assaylink.hl7.exchange.ExchangeOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of one kind of analyzer.
 *
 * <p>What every answer does is no setting: it repeats version, delimiters and control id of its request byte for byte, and a
 * value of MSH-16 that table 0155 does not have counts as none.
 *
 * @param name for people; may be empty
 * @param roles which ends of a TCP connection it can be
 * @param exchange framing, reading, acknowledgments, correlation, repeats, times and windows of a connection
 * @param dialogues what it uses beside results
 */
public record AnalyzerDialect(String name, Set<Role> roles, ExchangeOptions exchange, Set<Dialogue> dialogues) {

    /** An end of a TCP connection; independent of who sends. */
    public enum Role {
        /** The analyzer opens the connection. */
        CONNECTS,
        /** The analyzer waits for it. */
        LISTENS
    }

    /** How an analyzer asks for work, and how it is told. */
    public enum Dialogue {
        /** QBP^Q11, RSP^K11, OML^O33, ORL^O34 of IHE LAW: {@link io.assaylink.hl7.law}. */
        LAW,
        /** QRY^Q02, answered QCK^Q02 and, if something was found, DSR^Q03, which the analyzer answers ACK^Q03. */
        DISPLAY_QUERY,
        /** ORM^O01 with RF in ORC-1, answered ORR^O02. */
        ORDER_QUERY
    }

    /** Copies the sets and checks that the analyzer has an end at all. */
    public AnalyzerDialect {
        roles = Set.copyOf(roles);
        dialogues = Set.copyOf(dialogues);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("an analyzer connects, listens or both");
        }
    }

    /** {@link ExchangeOptions#defaults()}, both roles, no dialogue but results. */
    public static AnalyzerDialect standard() {
        return new AnalyzerDialect("", Set.of(Role.values()), ExchangeOptions.defaults(), Set.of());
    }

    /**
     * The dialect of an analyzer that this module knows, as a text file with the evidence for each; look into the files
     * before you trust one.
     *
     * @param name one of {@link #presets()}, in lower case
     * @return empty when there is no preset of this name
     * @throws IllegalStateException if this Java runtime lacks the preset's character set
     */
    public static Optional<AnalyzerDialect> preset(String name) {
        return Presets.text(name).map(text -> {
            DialectReading reading = DialectText.read(text);
            if (!reading.errors().isEmpty()) {
                throw new IllegalStateException(
                        name + ": " + reading.errors().get(0).message());
            }
            return reading.dialect();
        });
    }

    /** The names of all presets, sorted. */
    public static List<String> presets() {
        return Presets.NAMES;
    }

    /** A copy with this name. */
    public AnalyzerDialect withName(String other) {
        return new AnalyzerDialect(other, roles, exchange, dialogues);
    }

    /** A copy with these roles. */
    public AnalyzerDialect withRoles(Set<Role> other) {
        return new AnalyzerDialect(name, other, exchange, dialogues);
    }

    /** A copy whose connections behave so. */
    public AnalyzerDialect withExchange(ExchangeOptions other) {
        return new AnalyzerDialect(name, roles, other, dialogues);
    }

    /** A copy with these dialogues. */
    public AnalyzerDialect withDialogues(Set<Dialogue> other) {
        return new AnalyzerDialect(name, roles, exchange, other);
    }
}
