// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.gateway.config.HostPort;
import io.assaylink.gateway.sim.FileSender;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assaylink sim send}: a file goes out as an instrument sends it. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Sends the messages of a file as an analyzer would.",
            "A capture of an ASTM link goes out byte for byte, each turn after the answer to the one before; bare "
                    + "records go out in frames, HL7 messages in MLLP blocks. Exit code 0 only when every message was "
                    + "acknowledged."
        })
final class SimSendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "capture or bare messages, ASTM or HL7")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--to", required = true, paramLabel = "URI", description = "astm://HOST:PORT or mllp://HOST:PORT")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String to;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "how long an answer may take, as 5s (default: the standards', 15 s for ASTM, 30 s for HL7)")
    private @Nullable Duration timeout;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        boolean astm = to.startsWith("astm://");
        if (!astm && !to.startsWith("mllp://")) {
            throw new ParameterException(spec.commandLine(), "--to looks like astm://HOST:PORT or mllp://HOST:PORT");
        }
        InetSocketAddress target = target();
        byte[] bytes = Input.read(file);
        FileSender sender = timeout == null ? new FileSender(target) : new FileSender(target, timeout);
        FileSender.Report report;
        try {
            report = astm ? sender.sendAstm(bytes) : sender.sendHl7(bytes);
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "cannot connect to " + to + ": " + Failures.line(e.getCause()), e);
        }
        PrintWriter err = spec.commandLine().getErr();
        report.problems().forEach(problem -> err.println("assaylink: " + problem));
        spec.commandLine()
                .getOut()
                .println(report.messages() + " messages, " + report.acknowledged() + " acknowledged");
        if (report.messages() == 0) {
            throw new CommandFailure(
                    ExitCode.UNPARSABLE, file + " holds no " + (astm ? "ASTM" : "HL7") + " message to send");
        }
        return report.complete() ? ExitCode.OK : ExitCode.INVALID;
    }

    private InetSocketAddress target() {
        try {
            return HostPort.parse(to.substring("astm://".length()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
        }
    }
}
