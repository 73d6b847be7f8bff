// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.query.QueryDialect;
import java.util.List;
import java.util.Optional;

/**
 * All settings of one kind of instrument.
 *
 * @param name for people; may be empty
 * @param link bytes on the line, limits and the character set
 * @param timers habits of the session
 * @param query how it asks
 * @param controls how it names control material
 */
public record InstrumentProfile(
        String name, LinkProfile link, LinkTimers timers, QueryDialect query, ControlNaming controls) {

    /** The standard by the letter. */
    public static InstrumentProfile strict() {
        return new InstrumentProfile(
                "", LinkProfile.strict(), LinkTimers.defaults(), QueryDialect.standard(), ControlNaming.none());
    }

    /** For a fresh endpoint: {@link LinkProfile#lenient()}, all else by the letter. */
    public static InstrumentProfile lenient() {
        return strict().withLink(LinkProfile.lenient());
    }

    /**
     * The profile of an instrument that this module knows, as a text file with the evidence for each; look into the files
     * before you trust one.
     *
     * @param name one of {@link #presets()}, in lower case
     * @return empty when there is no preset of this name
     * @throws IllegalStateException if this Java runtime lacks the preset's character set
     */
    public static Optional<InstrumentProfile> preset(String name) {
        return Presets.text(name).map(text -> {
            ProfileReading reading = ProfileText.read(text);
            if (!reading.errors().isEmpty()) {
                throw new IllegalStateException(
                        name + ": " + reading.errors().get(0).message());
            }
            return reading.profile();
        });
    }

    /** The names of all presets, sorted. */
    public static List<String> presets() {
        return Presets.NAMES;
    }

    /** A copy with this name. */
    public InstrumentProfile withName(String other) {
        return new InstrumentProfile(other, link, timers, query, controls);
    }

    /** A copy with this link. */
    public InstrumentProfile withLink(LinkProfile other) {
        return new InstrumentProfile(name, other, timers, query, controls);
    }

    /** A copy with these timers. */
    public InstrumentProfile withTimers(LinkTimers other) {
        return new InstrumentProfile(name, link, other, query, controls);
    }

    /** A copy with this dialect of queries. */
    public InstrumentProfile withQuery(QueryDialect other) {
        return new InstrumentProfile(name, link, timers, other, controls);
    }

    /** A copy with this naming of controls. */
    public InstrumentProfile withControls(ControlNaming other) {
        return new InstrumentProfile(name, link, timers, query, other);
    }
}
