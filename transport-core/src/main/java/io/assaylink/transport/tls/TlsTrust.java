// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Whose signature under a peer's certificate counts. */
public sealed interface TlsTrust {

    /** The certificate authorities of this JDK, or those of {@code javax.net.ssl.trustStore}. */
    record Jdk() implements TlsTrust {}

    /** The certificates of a PEM file: authorities, or the very certificates of peers. */
    record Pem(Path file) implements TlsTrust {}

    /**
     * The certificates of a PKCS#12 file.
     *
     * @param password asked for at each reading, wiped afterwards
     */
    record Pkcs12(Path file, Supplier<char[]> password) implements TlsTrust {}

    static TlsTrust ofJdk() {
        return new Jdk();
    }

    static TlsTrust pem(Path file) {
        return new Pem(file);
    }

    static TlsTrust pkcs12(Path file, Supplier<char[]> password) {
        return new Pkcs12(file, password);
    }
}
