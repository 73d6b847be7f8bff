// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

/** Ends a command with a line or a few on stderr and an exit code. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    CommandFailure(int exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
