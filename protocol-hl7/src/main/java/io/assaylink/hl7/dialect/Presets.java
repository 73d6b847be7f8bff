// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The dialects that come with this module: text files beside this class, each with a comment on its evidence. */
final class Presets {

    static final List<String> NAMES = List.of(
            "abbott-alinity",
            "biosystems-ba",
            "getein",
            "ihe-law",
            "mindray-bc",
            "mindray-bs",
            "roche-cobas-4800",
            "roche-cobas-8000",
            "urine-strip-reader");

    private Presets() {}

    /** The text of a preset, as it is shipped. */
    static Optional<String> text(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (InputStream in = Presets.class.getResourceAsStream(name + ".profile")) {
            if (in == null) {
                throw new IllegalStateException("this module was packed without the preset " + name);
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
