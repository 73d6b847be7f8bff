// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The program {@code assaylink}. */
@Command(
        name = "assaylink",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Analyzer messages to a hub: delivered, acknowledged, none lost.",
        subcommands = {DemoCommand.class, RunCommand.class, DecodeCommand.class, SimCommand.class, HubCheckCommand.class
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:invalid input, or not every message was acknowledged",
            "2:wrong usage",
            "65:input that cannot be parsed",
            "66:no such file",
            "69:something needed is unavailable",
            "70:a fault of the program"
        })
public final class Main {

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args));
    }

    /** Runs one command in this JVM. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Main());
        line.registerConverter(Duration.class, new TimeSpan());
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailure known) {
                String.valueOf(known.getMessage())
                        .lines()
                        .forEach(each -> command.getErr().println("assaylink: " + each));
                return known.exitCode();
            }
            command.getErr()
                    .println("assaylink: internal fault, please report it: "
                            + failure.getClass().getName());
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                // no messages: they may quote what they could not read
                command.getErr().println("  " + cause.getClass().getName());
                for (StackTraceElement frame : cause.getStackTrace()) {
                    command.getErr().println("    at " + frame);
                }
            }
            return ExitCode.INTERNAL;
        });
        if (args.length == 0) {
            line.usage(err);
            return ExitCode.USAGE;
        }
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    /** The version this jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"assaylink " + text()};
        }

        static String text() {
            try (InputStream in = Main.class.getResourceAsStream("/assaylink-version.properties")) {
                Properties properties = new Properties();
                if (in != null) {
                    properties.load(in);
                }
                return properties.getProperty("version", "unknown");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
