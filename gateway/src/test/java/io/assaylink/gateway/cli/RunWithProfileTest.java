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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
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

    /** A socket of one's own: what the analyzer reads is what counts. */
    @Test
    void anAnalyzerOfAnotherDialectOfHl7IsAnsweredAsItWants() throws Exception {
        Files.writeString(folder.resolve("chem-2.profile"), "base = mindray-bs\nname = BS-480\ncharset = GB18030\n");
        Charset chinese = Charset.forName("GB18030");
        byte[] message = ("MSH|^~\\&|VENDOR|BS|||20240131100000||ORU^R01|1|P|2.3.1||||0||ASCII|||\r"
                        + "PID|1||P-1||\u8868^\u529f\rOBR|1|0019|12\rOBX|1|NM|2|GLU|5.4|mmol/L\r")
                .getBytes(chinese);
        List<StoredEvent> stored = new CopyOnWriteArrayList<>();
        try (DevelopmentHub hub = DevelopmentHub.webSocket(
                HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            hub.onStored(stored::add);
            hub.start();
            Path file = Files.writeString(folder.resolve("lab.yaml"), """
                    site: test
                    hub: { uri: "%s" }
                    instruments:
                      - { id: chem-2, protocol: hl7, listen: "127.0.0.1:0", profile: chem-2.profile }
                    data: { dir: data }
                    """.formatted(hub.uri()));
            GatewayConfig config = GatewayConfig.read(file);
            try (Gateway gateway = Gateway.start(
                            config,
                            "test",
                            new OperatorLines(err.writer(), config.hubUri().toString()));
                    Socket analyzer = connected(Program.address(err.await("instrument chem-2 listens on ")))) {
                analyzer.getOutputStream().write(0x0B);
                analyzer.getOutputStream().write(message);
                analyzer.getOutputStream().write(new byte[] {0x1C, '\r'});
                assertThat(answer(analyzer)).contains("\rMSA|AA|1|Message accepted|||0|\rERR|0|\r");
                assertThat(gateway.drain(Duration.ofSeconds(20))).isTrue();
            }
        }
        assertThat(stored)
                .singleElement()
                .satisfies(event -> assertThat(new String(event.data(), StandardCharsets.UTF_8))
                        .contains("\"profile\":\"BS-480\"", "\u8868", "\u529f"));
    }

    private static Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String answer(Socket analyzer) throws IOException {
        StringBuilder read = new StringBuilder();
        int b = 0;
        while (b >= 0 && read.indexOf("\u001c\r") < 0) {
            b = analyzer.getInputStream().read();
            read.append((char) b);
        }
        return read.toString();
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
