// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import java.nio.file.Path;

/** The configuration cannot be used as it stands. The message is one line for a person: file, line, what, and a remedy. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    ConfigException(Path file, int line, String what) {
        super(line > 0 ? file + ":" + line + ": " + what : file + ": " + what);
        this.line = line;
    }

    /** The line it is about, from 1; 0 where it is about the file. */
    public int line() {
        return line;
    }
}
