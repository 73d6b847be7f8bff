// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Input files, read whole and bounded. */
final class Input {
    /** 256 MiB: a day of captures; more is a case for a splitter. */
    static final long LIMIT = 256L << 20;

    private Input() {}

    /** The bytes of a file, or the failure that ends the command. */
    static byte[] read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new CommandFailure(ExitCode.NO_INPUT, file + " is a directory");
            }
            if (Files.size(file) > LIMIT) {
                throw new CommandFailure(ExitCode.INVALID, file + " is larger than " + (LIMIT >> 20) + " MiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "no such file: " + file, e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT, file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
