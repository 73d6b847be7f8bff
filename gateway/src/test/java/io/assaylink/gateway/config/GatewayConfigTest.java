// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
    void theExampleOfTheReadmeIsGood() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```yaml\n") + "```yaml\n".length();
        GatewayConfig config = read(readme.substring(begin, readme.indexOf("```", begin)));
        assertThat(config.instruments()).hasSize(2);
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
