// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * The one answer of the facilitator: to what, it does not say.
 *
 * @param errors the types of its errors, in their order; {@code unnamed} for one without a type
 */
record Response(boolean success, List<String> errors) {
    static final String NOT_AUTHENTICATED = "auth.not_authenticated";
    static final String ALREADY_AUTHENTICATED = "auth.already_authenticated";
    static final String INTEGRITY_ERROR = "job.integrity_error";

    static Response read(JsonFrame frame) throws EnvelopeException {
        List<String> errors = new ArrayList<>();
        for (JsonFrame error : frame.objects("errors")) {
            errors.add(error.optionalKey("type").orElse("unnamed"));
        }
        return new Response(frame.key("status").equals("success"), List.copyOf(errors));
    }

    boolean has(String type) {
        return errors.contains(type);
    }

    /** The first error's type. */
    String first() {
        return errors.isEmpty() ? "unnamed" : errors.get(0);
    }

    /** One of the facilitator's own types, and not its verdict on the form of a message. */
    boolean isUnknownOfTheirs() {
        return first().startsWith("job.") || first().startsWith("auth.");
    }
}
