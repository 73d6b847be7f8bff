// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import java.util.List;

/** The least version of TLS that is spoken; older ones than these are not (RFC 8996). */
public enum TlsVersion {
    TLS_1_2,
    TLS_1_3;

    List<String> protocols() {
        return this == TLS_1_3 ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
    }
}
