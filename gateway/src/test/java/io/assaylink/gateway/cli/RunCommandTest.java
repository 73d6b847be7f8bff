// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.gateway.Gateway;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.gateway.sim.FileSender;
import io.assaylink.gateway.sim.SyntheticTraffic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees when something is not as it should be. */
class RunCommandTest {
    @TempDir
    Path folder;

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    /** Binds that failed twice in a row. */
    private final CountDownLatch triedAgain = new CountDownLatch(1);

    @Test
    void anUnknownKeyIsOneLineWithKeyLineAndNearestKey() throws Exception {
        assertThat(run(config("ws://127.0.0.1:1/", "data: { path: x }"))).isEqualTo(ExitCode.INVALID);
        assertThat(err.all())
                .singleElement()
                .asString()
                .contains("lab.yaml:6:", "unknown key 'data.path'", "did you mean 'data.dir'?");
    }

    @Test
    void aFileThatIsNoTextIsInvalid() throws Exception {
        assertThat(run(Files.write(folder.resolve("lab.yaml"), new byte[] {'s', (byte) 0xFF, ':'})))
                .isEqualTo(ExitCode.INVALID);
        assertThat(err.all()).singleElement().asString().contains("lab.yaml", "UTF-8");
    }

    @Test
    void aMissingFileIsToldApart() {
        assertThat(run(folder.resolve("none.yaml"))).isEqualTo(ExitCode.NO_INPUT);
        assertThat(err.all()).singleElement().asString().contains("no such file", "none.yaml");
    }

    @Test
    @DisplayName("a data directory that is a file")
    void dataDirectoryIsAFile() throws Exception {
        Files.writeString(folder.resolve("data"), "");
        assertThat(run(config("ws://127.0.0.1:1/", "data: { dir: data }"))).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.all())
                .singleElement()
                .asString()
                .contains("data directory " + folder.resolve("data"), "cannot be used");
    }

    @Test
    @DisplayName("a data directory that cannot be made")
    void dataDirectoryCannotBeMade() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc here");
        assertThat(run(config("ws://127.0.0.1:1/", "data: { dir: /proc/assaylink }")))
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.all()).singleElement().asString().contains("data directory /proc/assaylink", "cannot be used");
    }

    @Test
    void aMissingTokenFileIsOneLine() throws Exception {
        Path file = config("ws://127.0.0.1:1/", "data: { dir: data }");
        Files.writeString(file, Files.readString(file).replace("1/\" }", "1/\", token-file: none }"));
        assertThat(run(file)).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.all()).singleElement().asString().contains("token file " + folder.resolve("none"));
    }

    @Test
    @DisplayName("every port in use: one line each and the end")
    void everyPortInUse() throws Exception {
        try (ServerSocket one = socket();
                ServerSocket two = socket()) {
            Path file = config("ws://127.0.0.1:1/", "data: { dir: data }", one.getLocalPort(), two.getLocalPort());
            assertThat(run(file)).isEqualTo(ExitCode.UNAVAILABLE);
        }
        assertThat(err.count("chem-1 cannot listen on 127.0.0.1:")).isEqualTo(1);
        assertThat(err.count("hema-1 cannot listen on 127.0.0.1:")).isEqualTo(1);
        assertThat(err.count("no instrument could start")).isEqualTo(1);
    }

    @Test
    @DisplayName("a port in use: one line, the other instrument runs, and the port is taken when it is free")
    void onePortInUse() throws Exception {
        ServerSocket taken = socket();
        try (DevelopmentHub hub = hub(HubOptions.defaults())) {
            int port = taken.getLocalPort();
            Path file = config(hub.uri().toString(), "data: { dir: data }", port, 0);
            try (Gateway gateway = start(file)) {
                assertThat(err.await("chem-1 cannot listen on 127.0.0.1:" + port))
                        .contains("address", "in use", "trying again");
                assertThat(sendHl7(Program.address(err.await("instrument hema-1 listens on "))))
                        .isTrue();
                assertThat(triedAgain.await(Lines.BOUND_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
                assertThat(err.count("chem-1 cannot listen")).isEqualTo(1);
                taken.close();
                assertThat(sendAstm(Program.address(err.await("instrument chem-1 listens on 127.0.0.1:" + port))))
                        .isTrue();
                assertThat(gateway.drain(java.time.Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    @Test
    @DisplayName("the hub is not there: one line that says so, and messages wait in the outbox")
    void hubUnreachable() throws Exception {
        int nobody;
        try (ServerSocket free = socket()) {
            nobody = free.getLocalPort();
        }
        try (Gateway gateway = start(config("ws://127.0.0.1:" + nobody + "/v1/facilitator", "data: { dir: data }"))) {
            assertThat(err.await("is not reachable"))
                    .contains("hub ws://127.0.0.1:" + nobody, "connection refused", "accepted into the outbox");
            assertThat(sendHl7(Program.address(err.await("instrument hema-1 listens on "))))
                    .isTrue();
            assertThat(gateway.depth().events()).isEqualTo(1);
        }
        assertThat(err.count("hub ws")).isEqualTo(1);
        try (Gateway again = start(folder.resolve("lab.yaml"))) {
            assertThat(again.depth().events()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("the hub refuses the token: one line without it, suspended, and messages wait in the outbox")
    void wrongToken() throws Exception {
        Files.writeString(folder.resolve("hub.token"), "not-the-secret\n");
        try (DevelopmentHub hub = hub(HubOptions.defaults().withToken("the-secret"))) {
            Path file = config(hub.uri().toString(), "data: { dir: data }");
            Files.writeString(
                    file, Files.readString(file).replace("facilitator\" }", "facilitator\", token-file: hub.token }"));
            try (Gateway gateway = start(file)) {
                assertThat(err.await("does not want us")).contains("http 401", "accepted into the outbox");
                assertThat(sendAstm(Program.address(err.await("instrument chem-1 listens on "))))
                        .isTrue();
                assertThat(gateway.depth().events()).isEqualTo(1);
            }
        }
        assertThat(err.count("hub ws")).isEqualTo(1);
        assertThat(err.all()).noneMatch(line -> line.contains("secret") || line.contains("TEST"));
    }

    private int run(Path file) {
        return Main.execute(out.writer(), err.writer(), "run", "--config", file.toString());
    }

    /** What {@code run} does before it waits for its end. */
    private Gateway start(Path file) throws Exception {
        GatewayConfig config = GatewayConfig.read(file);
        return Gateway.start(
                config, "test", new OperatorLines(err.writer(), config.hubUri().toString()) {
                    @Override
                    public void down(InstrumentConfig instrument, String why, int row) {
                        super.down(instrument, why, row);
                        if (row > 1) {
                            triedAgain.countDown();
                        }
                    }
                });
    }

    private static DevelopmentHub hub(HubOptions options) throws Exception {
        DevelopmentHub hub =
                DevelopmentHub.webSocket(options, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.start();
        return hub;
    }

    private static boolean sendAstm(InetSocketAddress to) throws Exception {
        byte[] message = new SyntheticTraffic(1, "C").astmChemistry(1, LocalDateTime.of(2026, 1, 1, 12, 0));
        return new FileSender(to).sendAstm(message).complete();
    }

    private static boolean sendHl7(InetSocketAddress to) throws Exception {
        byte[] message = new SyntheticTraffic(1, "H").hl7Haematology(1, LocalDateTime.of(2026, 1, 1, 12, 0));
        return new FileSender(to).sendHl7(message).complete();
    }

    private static ServerSocket socket() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private Path config(String hub, String data) throws Exception {
        return config(hub, data, 0, 0);
    }

    private Path config(String hub, String data, int chemistry, int haematology) throws Exception {
        return Files.writeString(folder.resolve("lab.yaml"), """
                site: test
                hub: { uri: "%s" }
                instruments:
                  - { id: chem-1, protocol: astm, listen: "127.0.0.1:%d" }
                  - { id: hema-1, protocol: hl7, listen: "127.0.0.1:%d" }
                %s
                """.formatted(hub, chemistry, haematology, data));
    }
}
