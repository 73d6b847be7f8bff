// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import io.assaylink.transport.tls.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the gateway of one laboratory does. Paths are resolved against the folder of the configuration file.
 *
 * @param site the laboratory's name; part of the client id and of the event source
 * @param hubUri where the hub is, {@code ws} or {@code wss}
 * @param tokenFile file that holds the bearer token; read before each attempt
 * @param instruments one entry per analyzer, ids unique
 * @param dataDirectory where the outbox lives
 * @param tls where TLS is spoken, and with what
 */
public record GatewayConfig(
        String site,
        URI hubUri,
        Optional<Path> tokenFile,
        List<InstrumentConfig> instruments,
        Path dataDirectory,
        TlsConfig tls) {

    public GatewayConfig {
        instruments = List.copyOf(instruments);
    }

    /**
     * Reads and checks a configuration file.
     *
     * @throws ConfigException what is wrong, with its line
     * @throws NoSuchFileException there is no such file
     * @throws IOException it cannot be read
     */
    public static GatewayConfig read(Path file) throws ConfigException, IOException {
        Section root = YamlReader.read(file, text(file));
        root.allow("site", "hub", "instruments", "data");
        String site = name(root.text("site"));
        Section hub = root.section("hub");
        hub.allow("uri", "token-file", "tls");
        Section data = root.section("data");
        data.allow("dir");
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElse(Path.of("").toAbsolutePath());
        List<InstrumentConfig> instruments = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<InetSocketAddress> listening = new HashSet<>();
        Map<String, TlsOptions> tls = new HashMap<>();
        for (Section entry : root.sections("instruments")) {
            InstrumentConfig instrument = instrument(entry, folder);
            if (!ids.add(instrument.id())) {
                throw entry.problem("id", "instrument id '" + instrument.id() + "' is given twice");
            }
            if (instrument.role() == InstrumentConfig.Role.LISTEN
                    && instrument.address().getPort() != 0
                    && !listening.add(instrument.address())) {
                throw entry.problem("listen", "another instrument listens on this address already");
            }
            instruments.add(instrument);
            TlsSection.read(entry, folder, instrument.role() == InstrumentConfig.Role.LISTEN)
                    .ifPresent(options -> tls.put(instrument.id(), options));
        }
        URI hubUri = hubUri(hub);
        Optional<TlsOptions> hubTls = TlsSection.read(hub, folder, false);
        if (hubTls.isPresent() && !"wss".equalsIgnoreCase(hubUri.getScheme())) {
            throw hub.problem("tls", "hub.tls needs a hub.uri that begins with wss://");
        }
        return new GatewayConfig(
                site,
                hubUri,
                hub.optionalText("token-file").map(Section.Text::value).map(folder::resolve),
                instruments,
                folder.resolve(data.text("dir").value()),
                new TlsConfig(hubTls, tls));
    }

    private static String text(Path file) throws ConfigException, IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file, 0, "the file is not UTF-8");
        }
    }

    private static InstrumentConfig instrument(Section entry, Path folder) throws ConfigException {
        entry.allow(
                "id",
                "protocol",
                "listen",
                "connect",
                "profile",
                "tls",
                NetworkSection.ALLOW,
                NetworkSection.MAX_CONNECTIONS,
                NetworkSection.MAX_PER_ADDRESS,
                NetworkSection.CONNECT_TIMEOUT,
                NetworkSection.KEEP_ALIVE,
                NetworkSection.CLOSE_AFTER_QUIET);
        String id = name(entry.text("id"));
        InstrumentConfig.Protocol protocol =
                switch (entry.text("protocol").value().toLowerCase(Locale.ROOT)) {
                    case "astm" -> InstrumentConfig.Protocol.ASTM;
                    case "hl7" -> InstrumentConfig.Protocol.HL7;
                    case "auto" -> InstrumentConfig.Protocol.AUTO;
                    default -> throw entry.problem("protocol", "protocol is one of astm, hl7, auto");
                };
        Optional<Section.Text> listen = entry.optionalText("listen");
        Optional<Section.Text> connect = entry.optionalText("connect");
        if (listen.isPresent() == connect.isPresent()) {
            throw entry.problem("id", "instrument '" + id + "' needs one of listen and connect, and not both");
        }
        Optional<Section.Text> profile = entry.optionalText("profile");
        boolean hl7 = protocol == InstrumentConfig.Protocol.HL7;
        AnalyzerDialect dialect =
                profile.isPresent() && hl7 ? ProfileFile.dialect(profile.get(), folder) : AnalyzerDialect.standard();
        if (!dialect.roles()
                .contains(listen.isPresent() ? AnalyzerDialect.Role.CONNECTS : AnalyzerDialect.Role.LISTENS)) {
            throw entry.problem(
                    "profile",
                    "this analyzer " + (listen.isPresent() ? "listens: use connect" : "connects: use listen")
                            + " for instrument '" + id + "'");
        }
        return new InstrumentConfig(
                id,
                protocol,
                listen.isPresent() ? InstrumentConfig.Role.LISTEN : InstrumentConfig.Role.CONNECT,
                address(listen.or(() -> connect).orElseThrow()),
                profile.isPresent() && !hl7 ? ProfileFile.read(profile.get(), folder) : InstrumentProfile.lenient(),
                dialect,
                NetworkSection.read(entry, listen.isPresent()));
    }

    private static URI hubUri(Section hub) throws ConfigException {
        Section.Text text = hub.text("uri");
        try {
            URI uri = new URI(text.value());
            boolean webSocket = "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
            if (!webSocket || uri.getHost() == null) {
                throw text.problem("hub.uri must look like ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
            }
            if (uri.getUserInfo() != null) {
                throw text.problem("hub.uri must not hold credentials; use token-file");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw text.problem("hub.uri is no URI");
        }
    }

    /** {@code HOST:PORT} or {@code [IPV6]:PORT}, unresolved: names are looked up when they are used. */
    private static InetSocketAddress address(Section.Text text) throws ConfigException {
        try {
            return HostPort.parse(text.value());
        } catch (IllegalArgumentException e) {
            throw text.problem(String.valueOf(e.getMessage()));
        }
    }

    private static String name(Section.Text text) throws ConfigException {
        if (!text.value().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw text.problem("a name has 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return text.value();
    }
}
