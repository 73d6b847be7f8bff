// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

/** What a server asks of its clients. */
public enum ClientCertificate {
    /** Nothing. */
    NONE,
    /** A certificate, to be trusted where there is one; who has none is let in. */
    WANTED,
    /** A certificate that is trusted: mutual TLS. */
    REQUIRED
}
