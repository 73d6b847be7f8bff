// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.conformance.ConformanceOptions;
import io.assaylink.facilitator.conformance.ConformanceReport;
import io.assaylink.facilitator.conformance.HubAccess;
import io.assaylink.facilitator.conformance.HubCheck;
import io.assaylink.facilitator.conformance.HubConformance;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import io.assaylink.transport.ws.WebSocketOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assaylink hub-check}: does this hub keep the facilitator protocol? */
@Command(
        name = "hub-check",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Runs named checks of the facilitator protocol against a hub, as clients that do right and wrong.",
            "It leaves events behind, under sources of its own: use a hub for tests.",
            "Exit code 0 where no check failed, 1 where one did, 69 where the hub cannot be reached."
        })
final class HubCheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URI", arity = "0..1", description = "the hub, as ws://127.0.0.1:8090/v1/facilitator")
    private @Nullable URI hub;

    @Option(names = "--list", description = "print the checks and run none")
    private boolean list;

    @Option(names = "--json", description = "one JSON document on stdout in place of lines")
    private boolean json;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ID",
            description = "only these checks, and what they build on: --only event.gap,resume")
    private @Nullable List<String> only;

    @Option(names = "--token-file", paramLabel = "FILE", description = "bearer token to show to the hub")
    private @Nullable Path tokenFile;

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM file of who signed the hub's certificate (wss)")
    private @Nullable Path authority;

    @Option(names = "--client-id", paramLabel = "ID", description = "the one id that the hub lets in")
    private @Nullable String clientId;

    @Option(names = "--patience", paramLabel = "TIME", description = "how long an answer may take (default: 10s)")
    private @Nullable Duration patience;

    @Option(
            names = "--heartbeat",
            paramLabel = "TIME",
            description = "the longest heartbeat that is waited for, about four of them (default: 2s)")
    private @Nullable Duration heartbeat;

    @Option(names = "--event-type", paramLabel = "TYPE", description = "type of an event that the hub takes")
    private @Nullable String eventType;

    @Option(names = "--data", paramLabel = "FILE", description = "JSON document for the events and requests")
    private @Nullable Path data;

    @Option(names = "--request-type", paramLabel = "TYPE", description = "type of a request that the hub answers")
    private @Nullable String requestType;

    @Option(names = "--refused-type", paramLabel = "TYPE", description = "type of an event that it refuses for good")
    private @Nullable String refusedType;

    @Option(
            names = "--later-type",
            paramLabel = "TYPE",
            description = "type of an event that it refuses the first time")
    private @Nullable String laterType;

    @Option(
            names = "--restart-command",
            paramLabel = "CMD",
            description = {
                "ends the hub as a crash would and starts it again; without it that check is skipped.",
                "Run by sh -c (cmd /c on Windows), its output goes nowhere: CMD may say where to."
            })
    private @Nullable String restartCommand;

    @Option(
            names = "--restart-timeout",
            paramLabel = "TIME",
            description = "how long CMD may take until it is ended (default: 60s)")
    private Duration restartTimeout = RestartCommand.TIMEOUT;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            for (HubCheck check : HubCheck.values()) {
                out.printf("%-21s %-4s %s%n", check.id(), check.clause(), check.title());
            }
            return ExitCode.OK;
        }
        ConformanceOptions options = options();
        try (HubConformance<?> run = HubConformance.webSocket(hub(), credentials(), options, access(), socket())) {
            ConformanceReport report = run.run();
            out.print(json ? report.json() + System.lineSeparator() : report.text());
            if (!report.reached()) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "the hub cannot be reached: " + report.results().get(0).reason());
            }
            return report.isConforming() ? ExitCode.OK : ExitCode.INVALID;
        }
    }

    private URI hub() {
        URI given = hub;
        if (given == null
                || given.getHost() == null
                || !("ws".equals(given.getScheme()) || "wss".equals(given.getScheme()))) {
            throw new ParameterException(spec.commandLine(), "URI of the hub: ws://host:port/path or wss://…");
        }
        return given;
    }

    private Credentials credentials() {
        if (tokenFile == null) {
            return Credentials.none();
        }
        String token = new String(Input.read(tokenFile), StandardCharsets.UTF_8).strip();
        return Credentials.bearer(() -> token);
    }

    private HubAccess access() {
        return restartCommand == null
                ? HubAccess.none()
                : new RestartCommand(
                        restartCommand, restartTimeout, spec.commandLine().getErr());
    }

    private WebSocketOptions socket() {
        return authority == null
                ? WebSocketOptions.defaults()
                : WebSocketOptions.defaults()
                        .withTls(TlsOptions.defaults().withTrust(TlsTrust.pem(authority.toAbsolutePath())));
    }

    private ConformanceOptions options() {
        ConformanceOptions options = ConformanceOptions.defaults();
        options = options.withTimes(
                        patience == null ? options.patience() : patience,
                        options.quiet(),
                        heartbeat == null ? options.maxHeartbeat() : heartbeat)
                .withTraffic(
                        eventType == null ? options.eventType() : eventType,
                        data == null ? options.data() : Input.read(data),
                        requestType == null ? options.requestType() : requestType)
                .withRefused(
                        refusedType == null ? options.poisonType() : refusedType,
                        laterType == null ? options.laterType() : laterType)
                .withOnly(wanted());
        return clientId == null ? options : options.withClientId(clientId);
    }

    private Set<HubCheck> wanted() {
        if (only == null) {
            return EnumSet.allOf(HubCheck.class);
        }
        Set<HubCheck> wanted = EnumSet.noneOf(HubCheck.class);
        for (String id : only) {
            wanted.add(HubCheck.byId(id)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "no check " + id + ": see assaylink hub-check --list")));
        }
        return wanted;
    }
}
