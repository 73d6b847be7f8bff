// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.HubStoreException;
import io.assaylink.gateway.config.HostPort;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assaylink sim hub}: a hub that prints what it stores. */
@Command(
        name = "hub",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Runs a development hub and prints the data of each event it has stored, one JSON document a line.",
            "An event is printed once, in the order of storing; a repeat by the client is recognised and not printed."
        })
final class SimHubCommand implements Callable<Integer> {
    @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", description = "where to listen")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String listen;

    @Option(names = "--store", paramLabel = "FILE", description = "SQLite file to keep the events in (default: memory)")
    private @Nullable Path store;

    @Option(names = "--token-file", paramLabel = "FILE", description = "bearer token that clients must show")
    private @Nullable Path tokenFile;

    @Option(names = "--for", paramLabel = "TIME", description = "stop after this time, as 20s, 5m or 1h")
    private @Nullable Duration runFor;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = Listen.address(spec, listen);
        HubOptions options = HubOptions.defaults();
        if (store != null) {
            options = options.withStore(store.toAbsolutePath());
        }
        if (tokenFile != null) {
            options = options.withToken(new String(Input.read(tokenFile), StandardCharsets.UTF_8).strip());
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Stop stop = new Stop(spec.commandLine().getErr());
                DevelopmentHub hub = DevelopmentHub.webSocket(options, address)) {
            hub.onStored(event -> {
                out.println(new String(event.data(), StandardCharsets.UTF_8));
                out.flush();
            });
            InetSocketAddress bound = (InetSocketAddress) hub.start();
            spec.commandLine().getErr().println("assaylink: hub listens on " + HostPort.format(bound));
            stop.await(Optional.ofNullable(runFor));
            return ExitCode.OK;
        } catch (HubStoreException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the hub cannot start on " + listen + ": " + e.getMessage() + ": " + Failures.line(e.getCause()),
                    e);
        }
    }
}
