// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.facilitator.conformance.HubAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Restarts a hub with a command of its author's: run by the system's shell, bounded in time. What it prints goes nowhere,
 * for stdout has the report; how it ended is told to the operator where it did not end well.
 */
final class RestartCommand implements HubAccess {
    /** Where the caller names no time. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The command did not do it. */
    static final class RestartFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        RestartFailedException(String why) {
            super(why);
        }
    }

    private final String command;
    private final Duration limit;
    private final PrintWriter err;

    RestartCommand(String command, Duration limit, PrintWriter err) {
        this.command = command;
        this.limit = limit;
        this.err = err;
    }

    @Override
    public boolean restart() throws RestartFailedException, InterruptedException {
        try {
            run();
            return true;
        } catch (RestartFailedException failure) {
            err.println("assaylink: " + failure.getMessage());
            throw failure;
        }
    }

    private void run() throws RestartFailedException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(shell())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close(); // it is asked nothing
        } catch (IOException failure) {
            throw new RestartFailedException("the restart command cannot be run: " + Failures.line(failure));
        }
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RestartFailedException(
                        "the restart command did not end within " + limit.toMillis() + " ms; it was ended");
            }
        } finally { // what it started in the background and left behind is the hub
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new RestartFailedException("the restart command ended with " + process.exitValue());
        }
    }

    private List<String> shell() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows ? List.of("cmd.exe", "/c", command) : List.of("sh", "-c", command);
    }
}
