// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.tls.certificate.CheckedTrust;
import io.assaylink.transport.tls.certificate.PemFile;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;

/** Reads what {@link TlsOptions} name, and knows when it changed. Blocks: not for event loops. */
final class TlsMaterial {
    private final TlsOptions options;
    private final boolean server;

    TlsMaterial(TlsOptions options, boolean server) {
        this.options = options;
        this.server = server;
    }

    /** A file as it was; a renewed one differs in one of these. */
    record Stamp(Path file, long size, FileTime modified, String key) {}

    private record Keys(PrivateKey key, List<X509Certificate> chain) {}

    List<Stamp> stamps() throws IOException {
        List<Stamp> stamps = new ArrayList<>();
        for (Path file : files()) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            stamps.add(new Stamp(file, now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey())));
        }
        return stamps;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        if (options.trust() instanceof TlsTrust.Pem pem) {
            files.add(pem.file());
        } else if (options.trust() instanceof TlsTrust.Pkcs12 store) {
            files.add(store.file());
        }
        options.identity().ifPresent(identity -> {
            if (identity instanceof TlsIdentity.Pem pem) {
                files.add(pem.chain());
                files.add(pem.key());
            } else if (identity instanceof TlsIdentity.Pkcs12 store) {
                files.add(store.file());
            }
        });
        return files;
    }

    SslContext load() throws IOException, GeneralSecurityException {
        SslContextBuilder builder = server ? forServer() : forClient();
        return builder.sslProvider(SslProvider.JDK)
                .protocols(options.least().protocols())
                .trustManager(trust())
                .build();
    }

    private SslContextBuilder forClient() throws IOException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        if (options.identity().isPresent()) {
            Keys keys = keys(options.identity().get());
            return builder.keyManager(keys.key(), keys.chain());
        }
        return builder;
    }

    private SslContextBuilder forServer() throws IOException, GeneralSecurityException {
        Keys keys = keys(options.identity().orElseThrow(() -> new KeyException("a server needs a key")));
        return SslContextBuilder.forServer(keys.key(), keys.chain())
                .clientAuth(
                        switch (options.clientCertificate()) {
                            case NONE -> ClientAuth.NONE;
                            case WANTED -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        });
    }

    private CheckedTrust trust() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (options.trust() instanceof TlsTrust.Pem pem) {
            factory.init(anchors(PemFile.read(pem.file()).certificates()));
        } else if (options.trust() instanceof TlsTrust.Pkcs12 given) {
            KeyStore store = pkcs12(given.file(), given.password());
            List<Certificate> certificates = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                certificates.add(store.getCertificate(alias));
            }
            if (certificates.isEmpty()) {
                throw new KeyException(given.file() + " holds no certificate");
            }
            factory.init(anchors(certificates));
        } else {
            factory.init((KeyStore) null);
        }
        return CheckedTrust.of(factory, options.minRsaBits());
    }

    private static KeyStore anchors(List<? extends Certificate> certificates)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("trusted-" + i, certificates.get(i));
        }
        return store;
    }

    private static Keys keys(TlsIdentity identity) throws IOException, GeneralSecurityException {
        Keys keys;
        Path file;
        if (identity instanceof TlsIdentity.Pem pem) {
            file = pem.key();
            keys = new Keys(
                    PemFile.read(pem.key()).key(pem.password()),
                    PemFile.read(pem.chain()).certificates());
        } else {
            TlsIdentity.Pkcs12 given = (TlsIdentity.Pkcs12) identity;
            file = given.file();
            keys = keys(given);
        }
        if (!belong(keys)) { // also what half a renewal looks like
            throw new KeyException(file + " holds a key that does not belong to the certificate");
        }
        return keys;
    }

    private static Keys keys(TlsIdentity.Pkcs12 given) throws IOException, GeneralSecurityException {
        char[] password = given.password().get();
        try {
            KeyStore store = pkcs12(given.file(), password::clone);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) certificate);
                    }
                    return new Keys(key, chain);
                }
            }
        } finally {
            Arrays.fill(password, '\0');
        }
        throw new KeyException(given.file() + " holds no private key");
    }

    private static KeyStore pkcs12(Path file, Supplier<char[]> supplier) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = supplier.get();
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        } catch (IOException unreadable) {
            if (unreadable.getCause() instanceof UnrecoverableKeyException) {
                throw new KeyException(file + " cannot be opened with the password given", unreadable);
            }
            throw unreadable;
        } finally {
            Arrays.fill(password, '\0');
        }
        return store;
    }

    /** Signs and verifies: nothing else tells it for every kind of key. */
    private static boolean belong(Keys keys) throws GeneralSecurityException {
        PublicKey open = keys.chain().get(0).getPublicKey();
        String algorithm = switch (open.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return true;
        }
        byte[] text = {1, 2, 3};
        try {
            Signature sign = Signature.getInstance(algorithm);
            sign.initSign(keys.key());
            sign.update(text);
            byte[] signature = sign.sign();
            Signature verify = Signature.getInstance(algorithm);
            verify.initVerify(open);
            verify.update(text);
            return verify.verify(signature);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }
}
