// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The key {@code tls} of the hub or of an instrument. The files themselves are read when a connection is made. */
final class TlsSection {
    private final Section section;
    private final Path folder;

    private TlsSection(Section section, Path folder) {
        this.section = section;
        this.folder = folder;
    }

    /** Empty where there is no such key; {@code listens} where the peer connects to us. */
    static Optional<TlsOptions> read(Section of, Path folder, boolean listens) throws ConfigException {
        Optional<Section> section = of.optionalSection("tls");
        return section.isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsSection(section.get(), folder).options(listens));
    }

    private TlsOptions options(boolean listens) throws ConfigException {
        if (listens) {
            section.allow("ca", "certificate", "key", "password-file", "client-certificate");
        } else {
            section.allow("ca", "certificate", "key", "password-file", "server-name");
        }
        TlsOptions options = TlsOptions.defaults();
        Optional<Path> ca = path("ca");
        if (ca.isPresent()) {
            options = options.withTrust(
                    isPkcs12(ca.get()) ? TlsTrust.pkcs12(ca.get(), password()) : TlsTrust.pem(ca.get()));
        }
        Optional<Path> certificate = path("certificate");
        if (certificate.isPresent()) {
            options = options.withIdentity(identity(certificate.get()));
        } else if (listens) {
            throw section.problem("certificate", "who listens with tls needs a certificate and its key");
        }
        if (listens) {
            return options.withClientCertificate(clientCertificate(ca.isPresent()));
        }
        Optional<Section.Text> name = section.optionalText("server-name");
        return name.isPresent() ? options.withServerName(name.get().value()) : options;
    }

    private TlsIdentity identity(Path certificate) throws ConfigException {
        if (isPkcs12(certificate)) {
            return TlsIdentity.pkcs12(certificate, password());
        }
        Path key = path("key").orElseThrow(() -> section.problem("certificate", "a PEM certificate needs a key"));
        return TlsIdentity.pem(certificate, key, password());
    }

    /** A CA without another word is there to be asked for. */
    private ClientCertificate clientCertificate(boolean hasCa) throws ConfigException {
        Optional<Section.Text> text = section.optionalText("client-certificate");
        if (text.isEmpty()) {
            return hasCa ? ClientCertificate.REQUIRED : ClientCertificate.NONE;
        }
        return switch (text.get().value().toLowerCase(Locale.ROOT)) {
            case "none" -> ClientCertificate.NONE;
            case "wanted" -> ClientCertificate.WANTED;
            case "required" -> ClientCertificate.REQUIRED;
            default -> throw text.get().problem("client-certificate is one of none, wanted, required");
        };
    }

    private Optional<Path> path(String key) throws ConfigException {
        return section.optionalText(key).map(Section.Text::value).map(folder::resolve);
    }

    private Supplier<char[]> password() throws ConfigException {
        Optional<Path> file = path("password-file");
        return () -> {
            try {
                return file.isEmpty()
                        ? new char[0]
                        : Files.readString(file.get()).strip().toCharArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static boolean isPkcs12(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }
}
