// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.gateway.Gateway;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.sim.FileSender;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instrument that departs from the standard, from its first byte to the hub. */
class RunWithProfileTest {
    @TempDir
    Path folder;

    private final Lines out = new Lines();
    private final Lines err = new Lines();

    @Test
    void withoutItsProfileAnInstrumentThatReusesNumbersIsRefused() throws Exception {
        assertThat(delivered("")).isEmpty();
        assertThat(err.await("NUMBER_CONFLICT")).contains("coag-1");
        assertThat(err.await("went to quarantine")).contains("SESSION_ENDED");
    }

    @Test
    void withItsProfileEveryRecordReachesTheHub() throws Exception {
        Files.writeString(
                folder.resolve("coag-1.profile"),
                "name = coagulation 3.1\nbase = lenient\ntolerances = NUMBER_REUSED\n");
        assertThat(delivered(", profile: coag-1.profile")).singleElement().satisfies(event -> {
            String document = new String(event.data(), StandardCharsets.UTF_8);
            assertThat(document).contains("\"profile\":\"coagulation 3.1\"", "PT", "APTT");
        });
        assertThat(err.await("TOLERATED_NUMBER_REUSED")).contains("coag-1");
    }

    @Test
    void theErrorsOfAProfileStopTheStart() throws Exception {
        Path profile = Files.writeString(folder.resolve("coag-1.profile"), "base = leniant\nsends = 0\n");
        Path file = config("ws://127.0.0.1:1/", ", profile: coag-1.profile");
        assertThat(Main.execute(out.writer(), err.writer(), "run", "--config", file.toString()))
                .isEqualTo(ExitCode.INVALID);
        assertThat(err.all())
                .containsExactly(
                        "assaylink: " + profile + ":1: base: there is no leniant; did you mean lenient?",
                        "assaylink: " + profile + ":2: sends: at least one attempt");
    }

    /** What the hub holds after the session of an instrument that gives every frame the number 1. */
    private List<StoredEvent> delivered(String profile) throws Exception {
        List<StoredEvent> stored = new CopyOnWriteArrayList<>();
        try (DevelopmentHub hub = DevelopmentHub.webSocket(
                HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            hub.onStored(stored::add);
            hub.start();
            GatewayConfig config = GatewayConfig.read(config(hub.uri().toString(), profile));
            try (Gateway gateway = Gateway.start(
                    config,
                    "test",
                    new OperatorLines(err.writer(), config.hubUri().toString()))) {
                var unused = new FileSender(Program.address(err.await("instrument coag-1 listens on ")))
                        .sendAstm(session(
                                "H|\\^&|||COAG\r",
                                "P|1\r",
                                "O|1|S-1||^^^PT\r",
                                "R|1|^^^PT|12.1|s||N||F\r",
                                "R|2|^^^APTT|31|s||N||F\r",
                                "L|1|N\r"));
                assertThat(gateway.drain(Duration.ofSeconds(20))).isTrue();
            }
        }
        return stored;
    }

    private static byte[] session(String... records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0x05);
        for (String record : records) {
            String body = "1" + record + "\u0003";
            int sum = body.chars().sum() & 0xFF;
            bytes.writeBytes(("\u0002" + body + "%02X\r\n".formatted(sum)).getBytes(StandardCharsets.ISO_8859_1));
        }
        bytes.write(0x04);
        return bytes.toByteArray();
    }

    private Path config(String hub, String profile) throws Exception {
        return Files.writeString(folder.resolve("lab.yaml"), """
                site: test
                hub: { uri: "%s" }
                instruments:
                  - { id: coag-1, protocol: astm, listen: "127.0.0.1:0"%s }
                data: { dir: data }
                """.formatted(hub, profile));
    }
}
