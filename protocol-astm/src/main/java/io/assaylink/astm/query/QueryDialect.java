// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

/**
 * How an instrument writes its queries: where the standard is not followed or leaves a choice.
 *
 * @param specimenComponent component of Q-3 that is the specimen id, from 1: 2 by the standard, 3 for Roche e 411
 * @param abortCancels Q-13 = A takes the last query back, as the standard says; false for Roche e 411, whose recorded
 *     query has A and is meant
 * @param echo where the rest of Q-3 goes in the answer
 */
public record QueryDialect(int specimenComponent, boolean abortCancels, Echo echo) {

    /** The place of the instrument's own components: rack, position, attributes. */
    public enum Echo {
        /** The id in O-3, what stands behind it in O-4: {@code |0000000387|587^0^2^^S1^SC|} for Roche e 411. */
        SPLIT,
        /** The id and what stands behind it in O-3. */
        WHOLE,
        /** All of Q-3 in O-3, what stands before the id too: {@code |2^1^ 1234^B|}, rack and tube first, for Sysmex XN. */
        AS_ASKED,
        /** Nothing but the id. */
        ID_ONLY
    }

    public QueryDialect {
        if (specimenComponent < 1) {
            throw new IllegalArgumentException("components start at 1: " + specimenComponent);
        }
    }

    /** By the standard: the id in component 2, A cancels, rack and position in O-4. */
    public static QueryDialect standard() {
        return new QueryDialect(2, true, Echo.SPLIT);
    }

    /** A copy with the specimen id in this component of Q-3. */
    public QueryDialect withSpecimenComponent(int component) {
        return new QueryDialect(component, abortCancels, echo);
    }

    /** A copy in which Q-13 = A cancels, or does not. */
    public QueryDialect withAbortCancels(boolean cancels) {
        return new QueryDialect(specimenComponent, cancels, echo);
    }

    /** A copy with this place for the instrument's own components. */
    public QueryDialect withEcho(Echo place) {
        return new QueryDialect(specimenComponent, abortCancels, place);
    }
}
