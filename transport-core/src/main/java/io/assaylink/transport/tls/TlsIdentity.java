// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Our own private key, and the chain of certificates that goes with it. */
public sealed interface TlsIdentity {

    /**
     * Two PEM files, or one twice.
     *
     * @param chain our certificate first, then those that signed it
     * @param key PKCS#8, encrypted or not; PKCS#1 of RSA and SEC 1 of EC unencrypted
     * @param password asked for at each reading where the key is encrypted, wiped afterwards
     */
    record Pem(Path chain, Path key, Supplier<char[]> password) implements TlsIdentity {}

    /**
     * A PKCS#12 file with one private key.
     *
     * @param password asked for at each reading, wiped afterwards
     */
    record Pkcs12(Path file, Supplier<char[]> password) implements TlsIdentity {}

    /** With a key that is not encrypted. */
    static TlsIdentity pem(Path chain, Path key) {
        return new Pem(chain, key, () -> new char[0]);
    }

    static TlsIdentity pem(Path chain, Path key, Supplier<char[]> password) {
        return new Pem(chain, key, password);
    }

    static TlsIdentity pkcs12(Path file, Supplier<char[]> password) {
        return new Pkcs12(file, password);
    }
}
