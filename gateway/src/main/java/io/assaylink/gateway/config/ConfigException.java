// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.astm.profile.ProfileError;
import io.assaylink.hl7.dialect.DialectError;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used as it stands. The message is for a person: file, line, what, and a remedy,
 * on one line; a profile gives a line for each of its errors.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    ConfigException(Path file, int line, String what) {
        super(line > 0 ? file + ":" + line + ": " + what : file + ": " + what);
        this.line = line;
    }

    private ConfigException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** Everything that is wrong with a profile, a line for each; its own {@link #line} is that of the first. */
    static ConfigException of(Path file, List<ProfileError> errors) {
        return new ConfigException(
                errors.get(0).line(),
                errors.stream()
                        .map(error -> file + ":" + error.line() + ": " + error.message())
                        .collect(Collectors.joining("\n")));
    }

    /** As {@link #of} for a dialect of HL7. */
    static ConfigException ofDialect(Path file, List<DialectError> errors) {
        return new ConfigException(
                errors.get(0).line(),
                errors.stream()
                        .map(error -> file + ":" + error.line() + ": " + error.message())
                        .collect(Collectors.joining("\n")));
    }

    /** The line it is about, from 1; 0 where it is about the file. */
    public int line() {
        return line;
    }
}
