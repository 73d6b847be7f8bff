// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code hub-check --restart-command}: a hub in a process of its own, and commands that do not do it. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "SKIPPED: the commands of this test are those of sh")
class RestartCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int check(String hub, String patience, String command, String timeout) {
        return Main.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                "hub-check",
                hub,
                "--only",
                "restart",
                "--json",
                "--patience",
                patience,
                "--restart-command",
                command,
                "--restart-timeout",
                timeout);
    }

    /** Its verdict and why. */
    private List<String> restart() {
        for (JsonNode check : new JsonMapper().readTree(out.toString()).path("checks")) {
            if (check.path("id").asString().equals("restart")) {
                return List.of(
                        check.path("verdict").asString(), check.path("reason").asString());
            }
        }
        throw new AssertionError(out.toString());
    }

    private static DevelopmentHub hub() throws Exception {
        DevelopmentHub hub = DevelopmentHub.webSocket(
                HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.start();
        return hub;
    }

    private static Optional<ProcessHandle> named(Path file) throws Exception {
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
    }

    @Test
    void aHubThatIsKilledAndStartedAgainHasWhatItAcknowledged() throws Exception {
        String store = folder.resolve("hub.db").toString();
        Path pid = folder.resolve("pid");
        Path script = folder.resolve("restart.sh");
        try (Program first = Program.start("sim", "hub", "--listen", "127.0.0.1:0", "--store", store)) {
            int port = Program.address(first.err().await("hub listens on ")).getPort();
            Files.writeString(pid, first.pid() + "\n");
            String again =
                    Program.command(List.of(), "sim", "hub", "--listen", "127.0.0.1:" + port, "--store", store).stream()
                            .map(word -> "'" + word + "'")
                            .collect(Collectors.joining(" "));
            Files.writeString(
                    script,
                    "echo noise; echo noise >&2\nkill -9 $(cat " + pid + ")\n" + again
                            + " > /dev/null 2>&1 &\necho $! > " + pid + "\n");
            int code = check("ws://127.0.0.1:" + port + "/v1/facilitator", "60s", "sh " + script, "60s");

            assertThat(code).as(out.toString()).isEqualTo(ExitCode.OK);
            assertThat(restart()).containsExactly("passed", "");
            assertThat(out.toString() + err).doesNotContain("noise");
            assertThat(err.toString()).isEmpty();
            assertThat(named(pid).orElseThrow().pid()).isNotEqualTo(first.pid());
        } finally {
            named(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aCommandThatFailsFailsTheCheckAndIsTold() throws Exception {
        try (DevelopmentHub hub = hub()) {
            assertThat(check(hub.uri().toString(), "20s", "echo noise; echo noise >&2; exit 3", "60s"))
                    .isEqualTo(ExitCode.INVALID);
        }
        assertThat(restart()).containsExactly("failed", "the hub cannot be restarted: RestartFailedException");
        assertThat(err.toString().strip()).isEqualTo("assaylink: the restart command ended with 3");
        assertThat(out.toString()).doesNotContain("noise");
    }

    @Test
    void aCommandThatDoesNotEndIsEnded() throws Exception {
        Path pid = folder.resolve("pid");
        try (DevelopmentHub hub = hub()) {
            String command = "echo $$ > " + pid + "; exec tail -f /dev/null";
            assertThat(check(hub.uri().toString(), "20s", command, "5s")).isEqualTo(ExitCode.INVALID);
        }
        assertThat(restart().get(0)).isEqualTo("failed");
        assertThat(err.toString()).contains("the restart command did not end within 5000 ms");
        Optional<ProcessHandle> left = named(pid);
        if (left.isPresent()) {
            left.get().onExit().get(30, SECONDS);
        }
    }

    @Test
    void aRestartThatIsNoneDoesNotPass() throws Exception {
        try (DevelopmentHub hub = hub()) {
            assertThat(check(hub.uri().toString(), "5s", "true", "60s")).isEqualTo(ExitCode.INVALID);
        }
        assertThat(restart()).containsExactly("failed", "the session goes on after the restart");
    }
}
