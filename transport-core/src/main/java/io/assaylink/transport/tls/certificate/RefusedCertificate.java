// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls.certificate;

import io.assaylink.transport.TlsFault;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A peer's certificate that is not accepted. The cause decides on the alert that the peer gets. */
public final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final TlsFault fault;

    RefusedCertificate(TlsFault fault, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.fault = fault;
    }

    public TlsFault fault() {
        return fault;
    }
}
