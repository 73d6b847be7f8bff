// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls.certificate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** RFC 7468: certificates and keys as text. */
public final class PemFile {
    private static final int LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] RSA = {
        0x30, 0x0D, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_PUBLIC_KEY = {6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private record Block(String label, byte[] bytes) {}

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();

    private PemFile(Path file, String text) {
        this.file = file;
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            // lines of RFC 1421 ("Proc-Type: 4,ENCRYPTED") make a key that is refused below
            String body = found.group(2).contains(":") ? "" : found.group(2);
            blocks.add(new Block(found.group(1), Base64.getMimeDecoder().decode(body)));
        }
    }

    public static PemFile read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is too large for a PEM file");
        }
        return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    public List<X509Certificate> certificates() throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("TRUSTED CERTIFICATE")) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException(file + " holds no PEM certificate");
        }
        return certificates;
    }

    public PrivateKey key(Supplier<char[]> password) throws GeneralSecurityException, IOException {
        for (Block block : blocks) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(block.bytes());
                }
                case "RSA PRIVATE KEY" -> {
                    return key(sequence(new byte[] {2, 1, 0}, RSA, tagged(4, block.bytes())));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] algorithm = sequence(EC_PUBLIC_KEY, curve(block.bytes()));
                    return key(sequence(new byte[] {2, 1, 0}, algorithm, tagged(4, block.bytes())));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypted(block.bytes(), password));
                }
                default -> {} // parameters, certificates
            }
        }
        throw new KeyException(file + " holds no PEM private key that is known here");
    }

    private PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException another) {
                // the factories know their own keys by their object identifier
            }
        }
        throw new KeyException(file + " holds a private key of no algorithm that is known here");
    }

    private byte[] decrypted(byte[] bytes, Supplier<char[]> supplier) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
        char[] password = supplier.get();
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            // for PBES2 the parameters name the algorithm: PBEWithHmacSHA256AndAES_256
            String parameters = String.valueOf(encrypted.getAlgParameters());
            String algorithm = parameters.startsWith("PBEWith") ? parameters : encrypted.getAlgName();
            SecretKey secret = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException wrong) {
            throw new KeyException(file + " cannot be decrypted with the password given", wrong);
        } finally {
            spec.clearPassword();
            Arrays.fill(password, '\0');
        }
    }

    /** RFC 5915: the curve stands as {@code [0]} behind version and key. */
    private byte[] curve(byte[] sec1) throws KeyException {
        int at = sec1.length > 2 && (sec1[1] & 0x80) != 0 ? 2 + (sec1[1] & 0x7F) : 2;
        while (at + 1 < sec1.length) {
            int length = sec1[at + 1] & 0xFF; // all parts of a key of any named curve are short but the last
            if (sec1[at] == (byte) 0xA0 && at + 2 + length <= sec1.length) {
                return Arrays.copyOfRange(sec1, at + 2, at + 2 + length);
            }
            at += 2 + length;
        }
        throw new KeyException(file + " holds an EC key that does not name its curve");
    }

    private static byte[] sequence(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return tagged(0x30, joined);
    }

    /** One value in DER (X.690 10.1: lengths as short as can be). */
    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        int n = content.length;
        if (n < 128) {
            value.write(n);
        } else if (n < 256) {
            value.write(0x81);
            value.write(n);
        } else {
            value.write(0x82); // no key has 64 KiB
            value.write(n >> 8);
            value.write(n);
        }
        value.writeBytes(content);
        return value.toByteArray();
    }
}
