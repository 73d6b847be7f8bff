// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import java.util.List;

/**
 * What a text gave.
 *
 * @param profile of the lines that could be read: use it only without errors
 * @param errors in order of lines
 */
public record ProfileReading(InstrumentProfile profile, List<ProfileError> errors) {

    public ProfileReading {
        errors = List.copyOf(errors);
    }

    /**
     * The profile, for callers that treat a wrong file as misuse.
     *
     * @throws IllegalArgumentException with every error in its message
     */
    public InstrumentProfile orThrow() {
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join(
                    "\n", errors.stream().map(ProfileError::toString).toList()));
        }
        return profile;
    }
}
