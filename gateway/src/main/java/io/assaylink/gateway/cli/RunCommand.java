// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.gateway.Gateway;
import io.assaylink.gateway.GatewayException;
import io.assaylink.gateway.config.ConfigException;
import io.assaylink.gateway.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assaylink run}: the gateway of a laboratory. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Runs a gateway until SIGTERM or Ctrl-C.",
            "What an instrument was acknowledged is on disk and reaches the hub, also after a crash."
        })
final class RunCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML configuration")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        GatewayConfig config = config();
        try (Stop stop = new Stop(err)) {
            run(config, err, stop);
            err.println("assaylink: stopped");
            return ExitCode.OK;
        } catch (GatewayException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static void run(GatewayConfig config, PrintWriter err, Stop stop)
            throws GatewayException, InterruptedException {
        try (Gateway gateway = Gateway.start(
                config,
                Main.Version.text(),
                new OperatorLines(err, config.hubUri().toString()))) {
            long waiting = gateway.depth().events();
            if (waiting > 0) {
                err.println("assaylink: " + waiting + (waiting == 1 ? " message" : " messages") + " of an earlier run "
                        + (waiting == 1 ? "waits" : "wait") + " for the hub");
            }
            stop.await(Optional.empty());
            err.println("assaylink: stopping");
        }
    }

    private GatewayConfig config() {
        try {
            return GatewayConfig.read(file);
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "no such file: " + file, e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT, file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
