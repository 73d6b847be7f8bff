// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for tests: keys and certificates of every kind that a peer can have, made when asked for and kept
 * nowhere. X.509 (RFC 5280) by hand, for a JDK has no public way to sign one, and its keytool takes a second for each step.
 */
public final class Certificates {
    /** Of every file that is written. */
    public static final String PASSWORD = "changeit";

    private static final AtomicLong SERIALS = new AtomicLong(System.nanoTime());
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] NULL = {5, 0};

    /** What is to stand in a certificate. Names are DNS names or literal addresses. */
    public record Wanted(String name, List<String> names, Instant from, Instant until, String algorithm, int bits) {

        /** For 127.0.0.1 and localhost, a day old and good for a day. */
        public static Wanted host(String name) {
            Instant now = Instant.now();
            return new Wanted(
                    name,
                    List.of("127.0.0.1", "localhost"),
                    now.minus(Duration.ofDays(1)),
                    now.plus(Duration.ofDays(1)),
                    "EC",
                    256);
        }

        public Wanted withNames(String... values) {
            return new Wanted(name, List.of(values), from, until, algorithm, bits);
        }

        public Wanted withDays(int fromNow, int untilNow) {
            Instant now = Instant.now();
            return new Wanted(
                    name,
                    names,
                    now.plus(Duration.ofDays(fromNow)),
                    now.plus(Duration.ofDays(untilNow)),
                    algorithm,
                    bits);
        }

        public Wanted withKey(String value, int size) {
            return new Wanted(name, names, from, until, value, size);
        }
    }

    /** A key and its chain, the certificate of the key first, the root left out. */
    public record Issued(KeyPair keys, List<X509Certificate> chain) {

        public Path writeChain(Path file) throws IOException, GeneralSecurityException {
            StringBuilder text = new StringBuilder("made for a test\n");
            for (X509Certificate certificate : chain) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(file, text);
        }

        public Path writeKey(Path file) throws IOException {
            return Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }

        public Path writePkcs12(Path file) throws IOException, GeneralSecurityException {
            try (OutputStream out = Files.newOutputStream(file)) {
                keyStore().store(out, PASSWORD.toCharArray());
            }
            return file;
        }

        private KeyStore keyStore() throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", keys.getPrivate(), PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        }

        /** A peer of the JDK's own with this identity, which trusts {@code root}. */
        public SSLContext jdk(X509Certificate root) throws IOException, GeneralSecurityException {
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keyStore(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trusting(root).getTrustManagers(), null);
            return context;
        }
    }

    private final String name;
    private final KeyPair keys;
    private final X509Certificate root;

    private Certificates(String name, KeyPair keys, X509Certificate root) {
        this.name = name;
        this.keys = keys;
        this.root = root;
    }

    public static Certificates authority(String name) throws GeneralSecurityException {
        KeyPair keys = pair("EC", 256);
        return new Certificates(name, keys, signed(Wanted.host(name), keys, name, keys, "SHA256withECDSA", true));
    }

    public X509Certificate root() {
        return root;
    }

    public Path writeRoot(Path file) throws IOException, GeneralSecurityException {
        return Files.writeString(file, pem("CERTIFICATE", root.getEncoded()));
    }

    public Issued issue(Wanted wanted) throws GeneralSecurityException {
        return issue(wanted, "SHA256withECDSA");
    }

    /** Signed with this algorithm. */
    public Issued issue(Wanted wanted, String algorithm) throws GeneralSecurityException {
        KeyPair own = pair(wanted.algorithm(), wanted.bits());
        return new Issued(own, List.of(signed(wanted, own, name, keys, algorithm, false)));
    }

    /** By itself, not by an authority. */
    public static Issued selfSigned(Wanted wanted) throws GeneralSecurityException {
        KeyPair own = pair(wanted.algorithm(), wanted.bits());
        String algorithm = wanted.algorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new Issued(own, List.of(signed(wanted, own, wanted.name(), own, algorithm, true)));
    }

    /** A peer of the JDK's own without a certificate, which trusts this authority. */
    public SSLContext jdk() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusting(root).getTrustManagers(), null);
        return context;
    }

    private static TrustManagerFactory trusting(X509Certificate root) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    public static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static X509Certificate signed(
            Wanted wanted, KeyPair subject, String issuer, KeyPair signer, String algorithm, boolean authority)
            throws GeneralSecurityException {
        byte[] signature = switch (algorithm) {
            case "SHA256withECDSA" -> der(0x30, oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2));
            case "SHA1withECDSA" -> der(0x30, oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1));
            case "SHA256withRSA" -> der(0x30, oid(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11), NULL);
            default -> throw new GeneralSecurityException(algorithm);
        };
        List<byte[]> names = new ArrayList<>();
        for (String one : wanted.names()) {
            names.add(
                    Character.isDigit(one.charAt(0)) || one.indexOf(':') >= 0
                            ? der(0x87, address(one))
                            : der(0x82, one.getBytes(StandardCharsets.US_ASCII)));
        }
        byte[] constraints = authority ? der(0x30, new byte[] {1, 1, (byte) 0xFF}) : der(0x30);
        byte[] extensions = der(
                0x30,
                der(0x30, oid(0x55, 0x1D, 19), der(4, constraints)),
                der(0x30, oid(0x55, 0x1D, 17), der(4, der(0x30, names.toArray(byte[][]::new)))));
        byte[] body = der(
                0x30,
                der(0xA0, new byte[] {2, 1, 2}),
                der(2, BigInteger.valueOf(SERIALS.incrementAndGet()).toByteArray()),
                signature,
                commonName(issuer),
                der(0x30, time(wanted.from()), time(wanted.until())),
                commonName(wanted.name()),
                subject.getPublic().getEncoded(),
                der(0xA3, extensions));
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(signer.getPrivate());
        signing.update(body);
        byte[] bits = signing.sign();
        byte[] padded = new byte[bits.length + 1];
        System.arraycopy(bits, 0, padded, 1, bits.length);
        byte[] certificate = der(0x30, body, signature, der(3, padded));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (java.net.UnknownHostException noLiteral) {
            throw new IllegalArgumentException(noLiteral);
        }
    }

    private static byte[] commonName(String name) {
        return der(0x30, der(0x31, der(0x30, oid(0x55, 4, 3), der(12, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant time) {
        return der(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return der(6, content);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 128) {
            whole.write(length);
        } else if (length < 256) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
