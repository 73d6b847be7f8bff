// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.gateway.Gateway;
import io.assaylink.gateway.GatewayListener;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.gateway.config.InstrumentNetwork;
import io.assaylink.gateway.config.TlsConfig;
import io.assaylink.gateway.sim.SyntheticTraffic;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code sim send}, {@code sim hub} and {@code decode}; and what every command has in common. */
class SimAndDecodeTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);
    private static final String PATIENT = "ZWETSCHGENBAUM";

    /** What is in none of them: a message. */
    private static final List<String> WITHOUT_MESSAGE = List.of(
            "astm/tgenaux/MessageFormatsMSG-5.txt", // records of a message whose header is not there
            "hl7/analyzer-synthetic/batch-bhs-empty.hl7",
            "hl7/analyzer-synthetic/stream-release2-ack.mllp", // the commit acknowledgment alone
            "hl7/analyzer-synthetic/stream-release2-nak.mllp",
            "hl7/analyzer-synthetic/stream-start-block-inside-text.mllp", // cut in two by a start byte: lost
            "hl7/cosyte/empty-input.hl7");

    @TempDir
    Path folder;

    private final Lines out = new Lines();
    private final Lines err = new Lines();

    @AfterEach
    void noPatientDataOnStderr() {
        assertThat(err.all()).noneMatch(line -> line.contains(PATIENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "run", "decode", "sim", "sim send", "sim hub", "hub-check"})
    void everyCommandHasHelpAndVersion(String command) {
        List<String> words = command.isEmpty() ? List.of() : List.of(command.split(" ", -1));
        assertThat(assaylink(words, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.all().get(0)).startsWith("Usage: " + ("assaylink " + command).strip());
        assertThat(assaylink(words, "--version")).isEqualTo(ExitCode.OK);
        assertThat(out.all().get(out.all().size() - 1)).matches("assaylink [0-9].*");
        assertThat(err.all()).isEmpty();
    }

    @Test
    void whatIsNoCommandIsWrongUsage() {
        assertThat(assaylink(List.of(), "deliver")).isEqualTo(ExitCode.USAGE);
        assertThat(assaylink(List.of())).isEqualTo(ExitCode.USAGE);
        assertThat(assaylink(List.of("sim"))).isEqualTo(ExitCode.USAGE);
        assertThat(assaylink(List.of("demo"), "--for", "soon")).isEqualTo(ExitCode.USAGE);
        assertThat(err.count("a time looks like")).isEqualTo(1);
        assertThat(out.all()).isEmpty();
    }

    @Test
    @DisplayName("sim send: 0 when everything was acknowledged; sim hub prints each event once, as one JSON line")
    void fromSimSendToSimHub() throws Exception {
        Path astm = file("a.astm", astm(1), astm(2));
        Path hl7 = file("a.hl7", hl7(1));
        try (Program hub = Program.start("sim", "hub", "--listen", "127.0.0.1:0")) {
            int port = Program.address(hub.err().await("hub listens on ")).getPort();
            try (TwoInstruments gateway = new TwoInstruments("ws://127.0.0.1:" + port + "/v1/facilitator")) {
                assertThat(send(astm, "astm", gateway.port("chem-1"))).isEqualTo(ExitCode.OK);
                assertThat(send(hl7, "mllp", gateway.port("hema-1"))).isEqualTo(ExitCode.OK);
                assertThat(gateway.gateway.drain(Duration.ofSeconds(30))).isTrue();
            }
            hub.terminate();
            assertThat(hub.exitCode()).isEqualTo(143);
            assertThat(hub.out().all())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains(PATIENT))
                    .extracting(line -> JSON.readTree(line)
                            .path("specimens")
                            .path(0)
                            .path("id")
                            .asString())
                    .containsExactly("C-00001", "C-00002", "H-00001");
            assertThat(hub.err().all()).noneMatch(line -> line.contains(PATIENT));
        }
        assertThat(out.all()).containsExactly("2 messages, 2 acknowledged", "1 messages, 1 acknowledged");
        assertThat(err.all()).isEmpty();
    }

    @Test
    void simHubEndsByItself() {
        assertThat(assaylink(List.of("sim", "hub"), "--listen", "127.0.0.1:0", "--for", "100ms"))
                .isEqualTo(ExitCode.OK);
        assertThat(assaylink(List.of("sim", "hub"), "--listen", "here")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    @DisplayName("sim hub on a port in use: one line, exit code 69")
    void simHubPortInUse() throws Exception {
        try (ServerSocket taken = socket()) {
            assertThat(assaylink(List.of("sim", "hub"), "--listen", "127.0.0.1:" + taken.getLocalPort()))
                    .isEqualTo(ExitCode.UNAVAILABLE);
        }
        assertThat(err.all()).singleElement().asString().contains("cannot start", "in use");
    }

    @Test
    @DisplayName("sim send: 1 when a message was refused, and which")
    void refused() throws Exception {
        Path hl7 = file("a.hl7", hl7(1));
        try (ServerSocket receiver = socket()) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answer(receiver, "AE"));
            assertThat(send(hl7, "mllp", receiver.getLocalPort())).isEqualTo(ExitCode.INVALID);
            answering.get(Lines.BOUND_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(err.all()).containsExactly("assaylink: message 1: AE");
        assertThat(out.all()).containsExactly("1 messages, 0 acknowledged");
    }

    @Test
    @DisplayName("sim send: 1 when a captured frame was answered NAK")
    void captureRefused() throws Exception {
        Path capture = file("bad.astm", framed(astm(1), 1));
        try (TwoInstruments gateway = new TwoInstruments("ws://127.0.0.1:1/")) {
            assertThat(send(capture, "astm", gateway.port("chem-1"))).isEqualTo(ExitCode.INVALID);
        }
        assertThat(err.count("frames were answered NAK")).isEqualTo(1);
        assertThat(out.all()).containsExactly("1 messages, 0 acknowledged");
    }

    @Test
    void simSendWithNothingToSendOrNobodyToSendTo() throws Exception {
        int nobody;
        try (ServerSocket free = socket()) {
            nobody = free.getLocalPort();
        }
        assertThat(send(file("a.hl7", hl7(1)), "mllp", nobody)).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(send(file("a.astm", astm(1)), "astm", nobody)).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(err.all())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("cannot connect to", ":" + nobody, "connection refused"));
        assertThat(send(folder.resolve("none"), "mllp", nobody)).isEqualTo(ExitCode.NO_INPUT);
        assertThat(send(folder, "mllp", nobody)).isEqualTo(ExitCode.NO_INPUT);
        assertThat(send(file("text", "no message".getBytes(StandardCharsets.UTF_8)), "mllp", nobody))
                .isEqualTo(ExitCode.UNPARSABLE);
        assertThat(send(file("text", "no message".getBytes(StandardCharsets.UTF_8)), "astm", nobody))
                .isEqualTo(ExitCode.UNPARSABLE);
        assertThat(send(file("a.hl7", hl7(1)), "http", nobody)).isEqualTo(ExitCode.USAGE);
        assertThat(assaylink(
                        List.of("sim", "send"),
                        "--to",
                        "mllp://nowhere",
                        file("a", hl7(1)).toString()))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void decodeOfFramedAndBareFiles() throws Exception {
        assertThat(decode(file("bare.astm", astm(1), astm(2)))).isEqualTo(ExitCode.OK);
        assertThat(decode(file("framed.astm", framed(astm(3), 0)))).isEqualTo(ExitCode.OK);
        assertThat(decode(file("bare.hl7", hl7(4)))).isEqualTo(ExitCode.OK);
        assertThat(decode(file("block.hl7", block(hl7(5)), block(hl7(6))))).isEqualTo(ExitCode.OK);
        assertThat(out.all())
                .hasSize(6)
                .allSatisfy(line -> assertThat(JSON.readTree(line).isObject()).isTrue())
                .allSatisfy(line -> assertThat(line).contains(PATIENT));
        assertThat(err.all()).isEmpty();
    }

    @Test
    @DisplayName("decode says on stderr what is no message, with code and offset")
    void decodeNotes() throws Exception {
        assertThat(decode(file("framed.astm", framed(astm(1), 1)))).isEqualTo(ExitCode.OK);
        assertThat(err.count(" at byte ")).isPositive();
        assertThat(err.count("UNVERIFIED")).isEqualTo(1);
        assertThat(decode(file("text", PATIENT.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(ExitCode.UNPARSABLE);
        assertThat(decode(file("empty"))).isEqualTo(ExitCode.UNPARSABLE);
        assertThat(decode(folder.resolve("none"))).isEqualTo(ExitCode.NO_INPUT);
    }

    @Test
    void decodeOfTheCorpus() throws Exception {
        String corpus = System.getenv("ASSAYLINK_CORPUS");
        assumeTrue(corpus != null, "ASSAYLINK_CORPUS is not set: no captures to test with");
        Map<String, List<String>> without = new TreeMap<>();
        int with = 0;
        for (Path file : captures(Path.of(corpus))) {
            Lines printed = new Lines();
            Lines said = new Lines();
            int code = Main.execute(printed.writer(), said.writer(), "decode", file.toString());
            String name = Path.of(corpus).relativize(file).toString();
            if (code == ExitCode.UNPARSABLE) {
                assertThat(printed.all()).as(name).isEmpty();
                assertThat(said.all()).as(name).last().asString().endsWith("holds no message");
                without.put(name, said.all());
                continue;
            }
            with++;
            assertThat(code).as(name).isEqualTo(ExitCode.OK);
            assertThat(printed.all())
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(line ->
                            assertThat(JSON.readTree(line).isObject()).as(name).isTrue());
        }
        assertThat(without.keySet()).containsExactlyElementsOf(WITHOUT_MESSAGE);
        assertThat(with).isEqualTo(captures(Path.of(corpus)).size() - WITHOUT_MESSAGE.size());
    }

    private static List<Path> captures(Path corpus) throws Exception {
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("LICENSES"))
                    .filter(file -> !List.of("README.md", "SOURCES.tsv", ".gitattributes")
                            .contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private int assaylink(List<String> command, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return Main.execute(out.writer(), err.writer(), all.toArray(new String[0]));
    }

    private int send(Path file, String scheme, int port) {
        return assaylink(List.of("sim", "send"), "--to", scheme + "://127.0.0.1:" + port, file.toString());
    }

    private int decode(Path file) {
        return assaylink(List.of("decode"), file.toString());
    }

    private Path file(String name, byte[]... parts) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private static byte[] astm(long number) {
        return named(new SyntheticTraffic(1, "C").astmChemistry(number, NOON));
    }

    private static byte[] hl7(long number) {
        return named(new SyntheticTraffic(2, "H").hl7Haematology(number, NOON));
    }

    private static byte[] named(byte[] message) {
        return new String(message, StandardCharsets.US_ASCII)
                .replace("TEST^PATIENT", PATIENT)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** One session with all records in one frame, its checksum off by {@code error}. */
    private static byte[] framed(byte[] records, int error) {
        String text = "1" + new String(records, StandardCharsets.US_ASCII) + "\u0003";
        int sum = error + text.chars().sum();
        String frame = "\u0005\u0002" + text + String.format(Locale.ROOT, "%02X", sum & 0xFF) + "\r\n\u0004";
        return frame.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] block(byte[] message) {
        return ("\u000B" + new String(message, StandardCharsets.US_ASCII) + "\u001C\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static ServerSocket socket() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Answers one message with this MSA-1, and waits for the end. */
    private static void answer(ServerSocket receiver, String code) {
        try (Socket socket = receiver.accept()) {
            InputStream in = socket.getInputStream();
            StringBuilder message = new StringBuilder();
            for (int b = in.read(); b != 0x1C; b = in.read()) {
                message.append((char) b);
            }
            String id = message.toString().split("\\|", -1)[9];
            socket.getOutputStream()
                    .write(block(("MSH|^~\\&|||||20260101||ACK|A1|P|2.5.1\rMSA|" + code + "|" + id + "\r")
                            .getBytes(StandardCharsets.US_ASCII)));
            socket.getOutputStream().flush();
            while (in.read() >= 0) {
                // until the sender has enough
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A gateway in this JVM. */
    private final class TwoInstruments implements AutoCloseable {
        private final Map<String, CompletableFuture<InetSocketAddress>> addresses = new ConcurrentHashMap<>();
        private final Gateway gateway;

        TwoInstruments(String hub) throws Exception {
            InetSocketAddress anyPort = InetSocketAddress.createUnresolved("127.0.0.1", 0);
            GatewayConfig config = new GatewayConfig(
                    "test",
                    URI.create(hub),
                    Optional.empty(),
                    List.of(
                            new InstrumentConfig(
                                    "chem-1",
                                    InstrumentConfig.Protocol.ASTM,
                                    InstrumentConfig.Role.LISTEN,
                                    anyPort,
                                    InstrumentProfile.lenient(),
                                    AnalyzerDialect.standard(),
                                    InstrumentNetwork.defaults()),
                            new InstrumentConfig(
                                    "hema-1",
                                    InstrumentConfig.Protocol.HL7,
                                    InstrumentConfig.Role.LISTEN,
                                    anyPort,
                                    InstrumentProfile.lenient(),
                                    AnalyzerDialect.standard(),
                                    InstrumentNetwork.defaults())),
                    folder.resolve("data"),
                    TlsConfig.none());
            gateway = Gateway.start(config, "test", new GatewayListener() {
                @Override
                public void listening(InstrumentConfig instrument, InetSocketAddress address) {
                    of(instrument.id()).complete(address);
                }
            });
        }

        int port(String instrument) throws Exception {
            return of(instrument).get(Lines.BOUND_SECONDS, TimeUnit.SECONDS).getPort();
        }

        private CompletableFuture<InetSocketAddress> of(String instrument) {
            return addresses.computeIfAbsent(instrument, id -> new CompletableFuture<>());
        }

        @Override
        public void close() {
            gateway.close();
        }
    }
}
