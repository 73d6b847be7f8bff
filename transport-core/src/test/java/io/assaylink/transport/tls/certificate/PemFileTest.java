// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.transport.contract.Certificates;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PemFileTest {
    /** What a JDK can write by itself; PBES2 is what OpenSSL writes. */
    private static final String ALGORITHM = "PBEWithSHA1AndDESede";

    @TempDir
    Path folder;

    private static char[] none() {
        return new char[0];
    }

    private static PrivateKey key(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair().getPrivate();
    }

    private Path file(String label, byte[] bytes) throws Exception {
        return Files.writeString(folder.resolve("key.pem"), "Bag Attributes\n" + Certificates.pem(label, bytes));
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 384", "Ed25519, 255"})
    @DisplayName("RFC 5958: PKCS#8")
    void pkcs8(String algorithm, int bits) throws Exception {
        PrivateKey key = key(algorithm, bits);
        assertThat(PemFile.read(file("PRIVATE KEY", key.getEncoded())).key(PemFileTest::none))
                .isEqualTo(key);
    }

    @Test
    @DisplayName("RFC 8017 A.1.2: PKCS#1 of RSA, as older OpenSSL writes it")
    void pkcs1() throws Exception {
        PrivateKey key = key("RSA", 2048);
        byte[] pkcs8 = key.getEncoded();
        // SEQUENCE(4) INTEGER(3) AlgorithmIdentifier(15) OCTET STRING(4)
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 4 + 3 + 15 + 4, pkcs8.length);
        assertThat(PemFile.read(file("RSA PRIVATE KEY", pkcs1)).key(PemFileTest::none))
                .isEqualTo(key);
    }

    @Test
    @DisplayName("RFC 5958 3: an encrypted key opens with its password, and says no more than that it does not")
    void encrypted() throws Exception {
        PrivateKey key = key("EC", 256);
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(ALGORITHM).generateSecret(new PBEKeySpec("hunter2".toCharArray())));
        AlgorithmParameters parameters = cipher.getParameters();
        byte[] bytes = new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded();
        Path file = file("ENCRYPTED PRIVATE KEY", bytes);
        char[] given = "hunter2".toCharArray();
        assertThat(PemFile.read(file).key(() -> given)).isEqualTo(key);
        assertThat(given).as("wiped").containsOnly('\0');
        assertThatThrownBy(() -> PemFile.read(file).key("hunter3"::toCharArray))
                .isInstanceOf(KeyException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining("hunter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssl genrsa -traditional -out key.pem 2048",
                "openssl genrsa -out key.pem 2048",
                "openssl ecparam -name prime256v1 -genkey -out key.pem",
                "openssl ecparam -name secp384r1 -genkey -noout -out key.pem",
                "openssl ecparam -name secp521r1 -genkey -noout -out key.pem",
                "openssl genpkey -algorithm ed25519 -out key.pem",
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:changeit -out key.pem"
            })
    @DisplayName("what OpenSSL writes is read")
    void openssl(String command) throws Exception {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        assumeTrue(there, "SKIPPED: no openssl on this machine");
        Process process = new ProcessBuilder(List.of(command.split(" ", -1)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(process.waitFor() == 0, "SKIPPED: this openssl does not know the command: " + said);
        assertThat(PemFile.read(folder.resolve("key.pem"))
                        .key("changeit"::toCharArray)
                        .getFormat())
                .isEqualTo("PKCS#8");
    }

    @Test
    void whatIsNoPemIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        assertThatThrownBy(() -> PemFile.read(file).certificates()).hasMessageContaining("holds no PEM certificate");
        assertThatThrownBy(() -> PemFile.read(file).key(PemFileTest::none))
                .hasMessageContaining("holds no PEM private key");
        Path foreign = file("PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 0});
        assertThatThrownBy(() -> PemFile.read(foreign).key(PemFileTest::none)).isInstanceOf(KeyException.class);
    }
}
