// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.astm.profile.ProfileText;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.KeepAlive;
import io.assaylink.transport.socket.SocketOptions;
import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
    private static final String GOOD = """
            site: lab-07
            hub: { uri: "ws://127.0.0.1:8090/v1/facilitator", token-file: secrets/hub.token }
            instruments:
              - { id: chem-1, protocol: astm, listen: "127.0.0.1:4010" }
              - { id: hema-1, protocol: hl7, connect: "127.0.0.1:2575" }
              - { id: any-1,  protocol: auto, listen: "[::1]:4011" }
            data: { dir: data }
            """;

    @TempDir
    Path folder;

    @Test
    void everyKeyIsRead() throws Exception {
        GatewayConfig config = read(GOOD);
        assertThat(config.site()).isEqualTo("lab-07");
        assertThat(config.hubUri()).hasToString("ws://127.0.0.1:8090/v1/facilitator");
        assertThat(config.tokenFile()).contains(folder.resolve("secrets/hub.token"));
        assertThat(config.dataDirectory()).isEqualTo(folder.resolve("data"));
        assertThat(config.instruments())
                .extracting(InstrumentConfig::id, InstrumentConfig::protocol, InstrumentConfig::role)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "chem-1", InstrumentConfig.Protocol.ASTM, InstrumentConfig.Role.LISTEN),
                        org.assertj.core.groups.Tuple.tuple(
                                "hema-1", InstrumentConfig.Protocol.HL7, InstrumentConfig.Role.CONNECT),
                        org.assertj.core.groups.Tuple.tuple(
                                "any-1", InstrumentConfig.Protocol.AUTO, InstrumentConfig.Role.LISTEN));
        assertThat(HostPort.format(config.instruments().get(2).address())).isEqualTo("[::1]:4011");
    }

    @ParameterizedTest
    @CsvSource({
        "site:, sight:, 1, sight, site",
        "token-file, tokenfile, 2, hub.tokenfile, hub.token-file",
        "connect:, conect:, 5, instruments.conect, instruments.connect",
        "dir:, path:, 7, data.path, data.dir"
    })
    @DisplayName("an unknown key stops with the key, the line and the nearest known key")
    void unknownKey(String good, String bad, int line, String named, String nearest) throws Exception {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lab.yaml:" + line + ":")
                .hasMessageContaining("unknown key '" + named + "'")
                .hasMessageContaining("did you mean '" + nearest + "'?")
                .extracting(e -> ((ConfigException) e).line())
                .isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({
        "'protocol: astm', 'protocol: atsm', 4, 'one of astm, hl7, auto'",
        "127.0.0.1:4010, 127.0.0.1, 4, 'an address looks like'",
        "127.0.0.1:4010, 127.0.0.1:70000, 4, 'an address looks like'",
        "'connect: \"127.0.0.1:2575\"', 'connect: \"h:1\", listen: \"h:2\"', 5, 'one of listen and connect'",
        "hema-1, chem-1, 5, 'is given twice'",
        "ws://127, http://127, 2, 'hub.uri must look like'",
        "ws://127, ws://me:secret@127, 2, 'must not hold credentials'",
        "lab-07, lab 07, 1, 'a name has'",
        "'data: { dir: data }', 'data: { }', 7, '''data.dir'' is missing'",
        "'[::1]:4011', '127.0.0.1:4010', 6, 'listens on this address already'"
    })
    void whatIsWrongIsSaidWithItsLine(String good, String bad, int line, String said) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lab.yaml:" + line + ":")
                .hasMessageContaining(said)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a\n", "site: [\n", "a: 1\na: 2\n", "site: x\n", "a: &a [*a, *a]\n"})
    void whatIsNoConfigurationIsOneLine(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .satisfies(
                        e -> assertThat(List.of(String.valueOf(e.getMessage()).split("\n", -1)))
                                .hasSize(1));
    }

    @Test
    void tlsIsReadForHubAndInstruments() throws Exception {
        GatewayConfig config = read(GOOD.replace("ws://127", "wss://127")
                .replace("secrets/hub.token }", "secrets/hub.token, tls: { ca: ca.pem, server-name: hub.lab } }")
                .replace(":4010\" }", ":4010\", tls: { certificate: own.pem, key: own.key, ca: ca.pem } }")
                .replace(":4011\" }", ":4011\", tls: { certificate: own.p12, password-file: pw } }")
                .replace(":2575\" }", ":2575\", tls: { } }"));
        TlsOptions hub = config.tls().hub().orElseThrow();
        assertThat(hub.trust()).isEqualTo(TlsTrust.pem(folder.resolve("ca.pem")));
        assertThat(hub.serverName()).contains("hub.lab");
        TlsOptions listening = config.tls().instrument("chem-1").orElseThrow();
        assertThat(listening.clientCertificate()).isEqualTo(ClientCertificate.REQUIRED);
        assertThat(listening.identity())
                .get()
                .isInstanceOfSatisfying(
                        TlsIdentity.Pem.class, pem -> assertThat(pem.key()).isEqualTo(folder.resolve("own.key")));
        assertThat(config.tls().instrument("any-1").orElseThrow().clientCertificate())
                .isEqualTo(ClientCertificate.NONE);
        assertThat(config.tls().instrument("hema-1").orElseThrow().trust()).isEqualTo(TlsTrust.ofJdk());
        assertThat(read(GOOD).tls()).isEqualTo(TlsConfig.none());
    }

    @ParameterizedTest
    @CsvSource({
        "'hub.token }', 'hub.token, tls: { } }', 2, 'hub.tls needs a hub.uri that begins with wss://'",
        "':4010\" }', ':4010\", tls: { } }', 4, 'needs a certificate'",
        "':4010\" }', ':4010\", tls: { certificate: a.pem } }', 4, 'needs a key'",
        "':4010\" }', ':4010\", tls: { certificate: a.p12, client-certificate: yes } }', 4, 'none, wanted, required'",
        "':4010\" }', ':4010\", tls: { certificate: a.p12, server-name: x } }', 4, 'unknown key'",
        "':2575\" }', ':2575\", tls: { cert: a.p12 } }', 5, 'did you mean ''instruments.tls.c'",
        "':2575\" }', ':2575\", tls: yes }', 5, 'must hold keys of its own'"
    })
    void whatIsWrongWithTlsIsSaidWithItsLine(String good, String bad, int line, String said) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lab.yaml:" + line + ":")
                .hasMessageContaining(said);
    }

    @Test
    void whoIsLetInAndHowConnectionsAreKept() throws Exception {
        GatewayConfig config = read(GOOD.replace(
                        ":4010\" }",
                        ":4010\", allow: [10.0.0.0/24, \"fd00::1\"], max-connections: 4, max-connections-per-address: 2 }")
                .replace(":2575\" }", ":2575\", connect-timeout: 500ms, keep-alive: 2m, close-after-quiet: 1h }")
                .replace(":4011\" }", ":4011\", allow: 127.0.0.1, keep-alive: off }"));
        InstrumentNetwork listening = config.instruments().get(0).network();
        assertThat(listening.admission().allowed()).hasToString("[10.0.0.0/24, fd00::1/128]");
        assertThat(listening.admission().maxConnections()).isEqualTo(4);
        assertThat(listening.admission().maxConnectionsPerAddress()).isEqualTo(2);
        assertThat(listening.socket()).isEqualTo(SocketOptions.defaults());
        InstrumentNetwork connecting = config.instruments().get(1).network();
        assertThat(connecting.socket().connectTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(connecting.socket().keepAlive())
                .isEqualTo(KeepAlive.of(Duration.ofMinutes(2), Duration.ofSeconds(10), 3));
        assertThat(connecting.closeAfterQuiet()).isEqualTo(Duration.ofHours(1));
        InstrumentNetwork both = config.instruments().get(2).network();
        assertThat(both.admission().allowed()).hasSize(1);
        assertThat(both.admission().maxConnections())
                .isEqualTo(Admission.defaults().maxConnections());
        assertThat(both.socket().keepAlive()).isEqualTo(KeepAlive.off());
        assertThat(read(GOOD).instruments())
                .extracting(InstrumentConfig::network)
                .containsOnly(InstrumentNetwork.defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "':4010\" }', ':4010\", allow: [10.0.0.0/33] }', 4, '''instruments.allow'': '",
        "':4010\" }', ':4010\", allow: [lab.example] }', 4, '''instruments.allow'': '",
        "':4010\" }', ':4010\", allow: [] }', 4, '''instruments.allow'' is an empty list'",
        "':4010\" }', ':4010\", allow: [{ a: b }] }', 4, '''instruments.allow'' must be a list of texts'",
        "':4010\" }', ':4010\", max-connections: 0 }', 4, '''instruments.max-connections'' is a whole number'",
        "':4010\" }', ':4010\", max-connections-per-address: 3x }', 4, 'per-address'' is a whole number'",
        "':4010\" }', ':4010\", connect-timeout: 3s }', 4, '''instruments.connect-timeout'' is for an instrument'",
        "':2575\" }', ':2575\", allow: [\"::/0\"] }', 5, '''instruments.allow'' is for an instrument that has listen'",
        "':2575\" }', ':2575\", connect-timeout: 3 }', 5, 'a time looks like 500ms'",
        "':2575\" }', ':2575\", connect-timeout: 1h }', 5, 'is from 1ms to 10m'",
        "':2575\" }', ':2575\", keep-alive: 10h }', 5, '''instruments.keep-alive'' is off, or from 1s to 9h'",
        "':2575\" }', ':2575\", close-after-quiet: 30s }', 5, 'is 1m or more'",
        "':2575\" }', ':2575\", keepalive: off }', 5, 'did you mean ''instruments.keep-alive''?'"
    })
    void whatIsWrongWithTheNetworkIsSaidWithItsPathAndLine(String good, String bad, int line, String said) {
        assertSaid(GOOD.replace(good, bad), line, said);
    }

    @Test
    void theAllowListOfTheReadmeIsGood() throws Exception {
        InstrumentNetwork network =
                read(readmeBlocks("yaml").get(2)).instruments().get(0).network();
        assertThat(network.admission().allowed()).hasSize(2);
        assertThat(network.admission().maxConnections()).isEqualTo(2);
        assertThat(network.closeAfterQuiet()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void theExampleOfTheReadmeIsGood() throws Exception {
        GatewayConfig config = read(readmeBlocks("yaml").get(0));
        assertThat(config.instruments()).hasSize(2);
        assertThat(config.instruments())
                .extracting(InstrumentConfig::profile)
                .containsOnly(InstrumentProfile.lenient());
    }

    @Test
    void theProfileOfTheReadmeReachesItsInstrument() throws Exception {
        String profile = readmeBlocks("ini").get(0);
        Files.writeString(folder.resolve("coag-1.profile"), profile);
        assertThat(read(readmeBlocks("yaml").get(1)).instruments())
                .extracting(InstrumentConfig::profile)
                .containsExactly(ProfileText.read(profile).orThrow());
    }

    private static List<String> readmeBlocks(String language) throws Exception {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    @DisplayName("every error of a profile is said with its file, line and key")
    void everyErrorOfAProfile() throws Exception {
        Path profile = Files.writeString(
                folder.resolve("a.profile"), "# odd\nsends = many\nrecieve = 9s\ntolerances = NUMBER_REUSD\n");
        assertThatThrownBy(() -> read(withProfile("a.profile")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(String.join(
                        "\n",
                        profile + ":2: sends: a whole number without a unit",
                        profile + ":3: there is no recieve; did you mean receive?",
                        profile + ":4: tolerances: there is no NUMBER_REUSD; did you mean NUMBER_REUSED?"))
                .extracting(e -> ((ConfigException) e).line())
                .isEqualTo(2);
    }

    @Test
    void aProfileThatCannotBeReadIsSaidWithTheLineThatNamesIt() throws Exception {
        Files.write(folder.resolve("binary"), new byte[] {'a', (byte) 0xFF});
        Files.write(folder.resolve("long"), new byte[(64 << 10) + 1]);
        Files.createDirectory(folder.resolve("folder"));
        assertSaid(withProfile("none"), 4, "there is no profile " + folder.resolve("none"));
        assertSaid(withProfile("binary"), 4, "is not UTF-8");
        assertSaid(withProfile("long"), 4, "is longer than 65536 bytes");
        assertSaid(withProfile("folder"), 4, "cannot be read");
    }

    private static String withDialect(String profile) {
        return GOOD.replace("protocol: hl7, connect", "protocol: hl7, profile: \"" + profile + "\", listen");
    }

    @Test
    void anInstrumentThatSpeaksHl7HasADialect() throws Exception {
        assertThat(read(GOOD).instruments().get(1).dialect()).isEqualTo(AnalyzerDialect.standard());
        assertThat(read(withDialect("preset:mindray-bs")).instruments().get(1).dialect())
                .isEqualTo(AnalyzerDialect.preset("mindray-bs").orElseThrow());
        Files.writeString(folder.resolve("bs.profile"), "base = mindray-bs\nname = BS-480\n");
        assertThat(read(withDialect("bs.profile"))
                        .instruments()
                        .get(1)
                        .dialect()
                        .name())
                .isEqualTo("BS-480");
        assertSaid(withDialect("preset:mindray-bss"), 5, "did you mean 'mindray-bs'?");
        assertSaid(withDialect("x"), 5, "there is no profile " + folder.resolve("x"));
        Path wrong = Files.writeString(folder.resolve("wrong.profile"), "nam = x\nack-text = on\n");
        assertThatThrownBy(() -> read(withDialect("wrong.profile")))
                .hasMessage(wrong + ":1: there is no nam; did you mean name?\n" + wrong + ":2: ack-text: yes or no");
    }

    @Test
    void anAnalyzerThatListensIsConnectedTo() throws Exception {
        assertSaid(withDialect("preset:getein"), 5, "this analyzer listens: use connect for instrument 'hema-1'");
        assertSaid(
                withDialect("preset:mindray-bs").replace("listen: \"127.0.0.1:2575\"", "connect: \"127.0.0.1:2575\""),
                5,
                "this analyzer connects: use listen for instrument 'hema-1'");
    }

    @Test
    void aPresetIsTakenByItsName() throws Exception {
        assertThat(read(withProfile("preset:sysmex-xn")).instruments().get(0).profile())
                .isEqualTo(InstrumentProfile.preset("sysmex-xn").orElseThrow());
        Files.writeString(folder.resolve("xn.profile"), "base = sysmex-xn\nreceive = 40s\n");
        assertThat(read(withProfile("xn.profile"))
                        .instruments()
                        .get(0)
                        .profile()
                        .timers()
                        .receive())
                .isEqualTo(Duration.ofSeconds(40));
        assertSaid(
                withProfile("preset:sysmex-xm"),
                4,
                "there is no preset 'sysmex-xm'; did you mean 'sysmex-xn'? Known: ");
    }

    private static String withProfile(String named) {
        return GOOD.replace("protocol: astm", "protocol: astm, profile: " + named);
    }

    private void assertSaid(String yaml, int line, String said) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("lab.yaml:" + line + ":")
                .hasMessageContaining(said);
    }

    @Test
    void aMissingFileIsToldApart() {
        assertThatThrownBy(() -> GatewayConfig.read(folder.resolve("none.yaml")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private GatewayConfig read(String yaml) throws Exception {
        Path file = folder.resolve("lab.yaml");
        Files.writeString(file, yaml);
        return GatewayConfig.read(file);
    }
}
