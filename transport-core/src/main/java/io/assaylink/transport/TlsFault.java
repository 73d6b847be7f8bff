// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** What stood against TLS, or ended it. Names are stable codes. */
public enum TlsFault {
    TLS_CERTIFICATE_EXPIRED("the peer's certificate has expired: have it renewed, or look at the clock here", false),
    TLS_CERTIFICATE_NOT_YET_VALID("the peer's certificate is not valid yet: look at the clocks", false),
    TLS_HOST_MISMATCH(
            "the certificate is for another name than the one connected to: see the server name option", false),
    TLS_UNKNOWN_CA("nobody whom we trust has signed the peer's certificate: give its CA as trust", false),
    TLS_SELF_SIGNED(
            "the peer signed its certificate itself: give that certificate as trust, if it is the right one", false),
    TLS_WEAK("the peer's certificate has a key or a signature that is too weak: SHA-1, MD5, a short key", false),
    TLS_CERTIFICATE_INVALID("the peer's certificate cannot be used for this: revoked, wrong purpose, broken", false),
    TLS_CLIENT_CERTIFICATE_MISSING(
            "the server wants a certificate of the client and got none; one of a CA that the server does not know is kept back",
            false),
    TLS_CERTIFICATE_REFUSED(
            "the peer does not accept our certificate: it may have expired, or the peer does not know its CA", false),
    TLS_VERSION("no common version: one side has neither TLS 1.2 nor 1.3, or less than the least one wanted", false),
    TLS_NO_COMMON_CIPHER("no common cipher suite or signature algorithm", false),
    TLS_PEER_SPEAKS_PLAIN("the peer does not speak TLS here: wrong port, or TLS is not switched on over there", false),
    TLS_RENEGOTIATION(
            "the peer wanted to negotiate again on a living connection, which TLS 1.2 allows and we do not", false),
    TLS_KEY_MATERIAL("our own key, certificate or trust file cannot be used", false),
    TLS_PROTOCOL("the peer broke TLS", false),
    TLS_HANDSHAKE_ENDED("the peer hung up in the handshake: it may not speak TLS here, or it is being restarted", true),
    TLS_HANDSHAKE_TIMEOUT("the handshake took too long: the peer may not speak TLS here", true),
    TLS_TRUNCATED("the connection ended without close_notify: the peer died, or something between cut it", true);

    private final String hint;
    private final boolean passing;

    TlsFault(String hint, boolean passing) {
        this.hint = hint;
        this.passing = passing;
    }

    /** What to do about it, for people. */
    public String hint() {
        return hint;
    }

    /** True where it may be over at any moment; false where somebody has to change something. */
    public boolean isPassing() {
        return passing;
    }
}
