// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.astm.profile.ProfileReading;
import io.assaylink.astm.profile.ProfileText;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import io.assaylink.hl7.dialect.DialectReading;
import io.assaylink.hl7.dialect.DialectText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The profile that an instrument's key {@code profile} names. */
final class ProfileFile {
    /** Bytes; what is longer is no profile. */
    private static final int LIMIT = 64 << 10;

    private static final String PRESET = "preset:";

    private ProfileFile() {}

    /**
     * Reads a file in UTF-8, or takes a preset.
     *
     * @param named {@code preset:} and its name, or the path of a file, against {@code folder}
     */
    static InstrumentProfile read(Section.Text named, Path folder) throws ConfigException {
        if (named.value().startsWith(PRESET)) {
            return preset(named, named.value().substring(PRESET.length()).strip());
        }
        Path file = folder.resolve(named.value());
        ProfileReading reading = ProfileText.read(text(named, file));
        if (!reading.errors().isEmpty()) {
            throw ConfigException.of(file, reading.errors());
        }
        return reading.profile();
    }

    /** As {@link #read} for an instrument that speaks HL7. */
    static AnalyzerDialect dialect(Section.Text named, Path folder) throws ConfigException {
        if (named.value().startsWith(PRESET)) {
            return dialectPreset(named, named.value().substring(PRESET.length()).strip());
        }
        Path file = folder.resolve(named.value());
        DialectReading reading = DialectText.read(text(named, file));
        if (!reading.errors().isEmpty()) {
            throw ConfigException.ofDialect(file, reading.errors());
        }
        return reading.dialect();
    }

    private static AnalyzerDialect dialectPreset(Section.Text named, String name) throws ConfigException {
        try {
            Optional<AnalyzerDialect> preset = AnalyzerDialect.preset(name);
            if (preset.isEmpty()) {
                List<String> known = AnalyzerDialect.presets();
                throw named.problem("there is no preset '" + name + "'; did you mean '" + Nearest.to(name, known)
                        + "'? Known: " + String.join(", ", known));
            }
            return preset.get();
        } catch (IllegalStateException e) {
            throw named.problem("this Java cannot use the preset " + e.getMessage());
        }
    }

    private static InstrumentProfile preset(Section.Text named, String name) throws ConfigException {
        try {
            Optional<InstrumentProfile> preset = InstrumentProfile.preset(name);
            if (preset.isEmpty()) {
                List<String> known = InstrumentProfile.presets();
                throw named.problem("there is no preset '" + name + "'; did you mean '" + Nearest.to(name, known)
                        + "'? Known: " + String.join(", ", known));
            }
            return preset.get();
        } catch (IllegalStateException e) {
            throw named.problem("this Java cannot use the preset " + e.getMessage());
        }
    }

    private static String text(Section.Text named, Path file) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw named.problem("the profile " + file + " is longer than " + LIMIT + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw named.problem("the profile " + file + " is not UTF-8");
        } catch (NoSuchFileException e) {
            throw named.problem("there is no profile " + file);
        } catch (IOException e) {
            throw named.problem(
                    "the profile " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
