// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The profiles that come with this module: text files beside this class, each with a comment on its evidence. */
final class Presets {

    static final List<String> NAMES = List.of(
            "erba-em200",
            "horiba-yumizen-h500",
            "meril-autoquant",
            "osmotech-xt",
            "roche-cobas-b121",
            "roche-cobas-c111",
            "roche-cobas-c311",
            "roche-cobas-e411",
            "roche-psm",
            "siemens-immulite",
            "skyla",
            "stago-sta-satellite-max",
            "sysmex-xn",
            "thermo-indiko");

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
