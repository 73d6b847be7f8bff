// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.conformance.HubCheck;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code hub-check}: report, exit codes, and no token on any stream. */
@Timeout(120)
class HubCheckCommandTest {
    private static final String TOKEN = "very-secret-token";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int assaylink(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all =
                Stream.concat(Stream.of("hub-check"), Arrays.stream(arguments)).toArray(String[]::new);
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), all);
        assertThat(out.toString() + err).doesNotContain(TOKEN);
        return code;
    }

    private static DevelopmentHub hub(HubOptions options) throws Exception {
        DevelopmentHub hub = DevelopmentHub.webSocket(
                options.withMaxFrameBytes(64 << 10), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.start();
        return hub;
    }

    @Test
    void aGoodHubIsZeroAndABadOneIsOne() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        try (DevelopmentHub hub = hub(HubOptions.defaults().withToken(TOKEN))) {
            String uri = hub.uri().toString();
            String[] good = {uri, "--token-file", token.toString(), "--patience", "20s"};

            assertThat(assaylink(good)).as(out.toString()).isEqualTo(ExitCode.OK);
            assertThat(out.toString())
                    .contains("passed  event.gap", "passed  credentials", "skipped restart")
                    .contains(" 0 failed, ");
            assertThat(err.toString()).isEmpty();

            hub.misbehaviour().claimBeyond(1);
            assertThat(assaylink(uri, "--token-file", token.toString(), "--only", "event.ack", "--json"))
                    .isEqualTo(ExitCode.INVALID);
            JsonNode report = new JsonMapper().readTree(out.toString());
            assertThat(report.path("failed").asInt()).isEqualTo(1);
            assertThat(report.path("checks").get(1).path("reason").asString()).isEqualTo("ack of 2 where 1 was sent");

            assertThat(assaylink(uri)).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(err.toString())
                    .startsWith("assaylink: the hub cannot be reached")
                    .contains("401");
        }
    }

    @Test
    void whereNobodyListens() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
        }
        assertThat(assaylink("ws://127.0.0.1:" + free + "/v1/facilitator")).isEqualTo(ExitCode.UNAVAILABLE);
    }

    @Test
    void listsItsChecks() {
        assertThat(assaylink("--list")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines())
                .hasSize(HubCheck.values().length)
                .anyMatch(line -> line.startsWith("event.gap"));
    }

    @Test
    void wrongUsage() {
        for (String[] wrong : List.of(new String[] {}, new String[] {"http://127.0.0.1/"}, new String[] {
            "ws://127.0.0.1:1/", "--only", "nothing"
        })) {
            assertThat(assaylink(wrong)).isEqualTo(ExitCode.USAGE);
        }
        assertThat(assaylink(
                        "ws://127.0.0.1:1/",
                        "--token-file",
                        folder.resolve("none").toString()))
                .isEqualTo(ExitCode.NO_INPUT);
    }
}
