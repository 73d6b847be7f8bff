// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What is settable about TLS, on both sides. Only TLS 1.3 and 1.2 are spoken. A client always checks that the certificate
 * is for the host (RFC 9110 4.3.4, RFC 6125): there is no switch for that, but another name can be expected.
 *
 * <p>Files are looked at again when a connection is made, {@code reloadEvery} after the last look at the earliest. What
 * cannot be read then is said in the log ({@code TLS_RELOAD_FAILED}) and what was read before stays in use. Living
 * connections are left alone.
 *
 * @param trust who may have signed the peer's certificate
 * @param identity our key and certificate; a server must have one, a client where the server asks for it
 * @param clientCertificate what a server asks of its clients; a client does not look at it
 * @param least the least version
 * @param serverName a client expects the certificate to be for this name; empty: for the host it connects to
 * @param minRsaBits least size of RSA keys in the peer's chain, 1024 or more
 * @param handshakeTimeout from the TCP connection to the end of the handshake
 * @param reloadEvery least time between two looks at the files; 60 s at the most
 * @param tasks runs the signatures and checks of handshakes, so that they do not hold up the connections that share an event
 *     loop; the caller's, never shut down by us, two threads or more. Empty: the event loop runs them
 */
public record TlsOptions(
        TlsTrust trust,
        Optional<TlsIdentity> identity,
        ClientCertificate clientCertificate,
        TlsVersion least,
        Optional<String> serverName,
        int minRsaBits,
        Duration handshakeTimeout,
        Duration reloadEvery,
        Optional<Executor> tasks) {
    private static final Duration RELOADED_WITHIN = Duration.ofSeconds(60);
    private static final TlsOptions DEFAULTS = new TlsOptions(
            TlsTrust.ofJdk(),
            Optional.empty(),
            ClientCertificate.NONE,
            TlsVersion.TLS_1_2,
            Optional.empty(),
            2048,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Optional.empty());

    public TlsOptions {
        if (handshakeTimeout.toMillis() < 1
                || reloadEvery.isNegative()
                || reloadEvery.compareTo(RELOADED_WITHIN) > 0
                || minRsaBits < 1024) {
            throw new IllegalArgumentException("a bound that is out of its range");
        }
    }

    /** The JDK's trust, no identity, TLS 1.2 at least, RSA from 2048 bits, 10 s for the handshake, files looked at every 30 s. */
    public static TlsOptions defaults() {
        return DEFAULTS;
    }

    public TlsOptions withTrust(TlsTrust value) {
        return new TlsOptions(
                value,
                identity,
                clientCertificate,
                least,
                serverName,
                minRsaBits,
                handshakeTimeout,
                reloadEvery,
                tasks);
    }

    public TlsOptions withIdentity(TlsIdentity value) {
        return new TlsOptions(
                trust,
                Optional.of(value),
                clientCertificate,
                least,
                serverName,
                minRsaBits,
                handshakeTimeout,
                reloadEvery,
                tasks);
    }

    public TlsOptions withClientCertificate(ClientCertificate value) {
        return new TlsOptions(
                trust, identity, value, least, serverName, minRsaBits, handshakeTimeout, reloadEvery, tasks);
    }

    public TlsOptions withLeast(TlsVersion value) {
        return new TlsOptions(
                trust,
                identity,
                clientCertificate,
                value,
                serverName,
                minRsaBits,
                handshakeTimeout,
                reloadEvery,
                tasks);
    }

    public TlsOptions withServerName(String value) {
        return new TlsOptions(
                trust,
                identity,
                clientCertificate,
                least,
                Optional.of(value),
                minRsaBits,
                handshakeTimeout,
                reloadEvery,
                tasks);
    }

    public TlsOptions withMinRsaBits(int value) {
        return new TlsOptions(
                trust, identity, clientCertificate, least, serverName, value, handshakeTimeout, reloadEvery, tasks);
    }

    public TlsOptions withHandshakeTimeout(Duration value) {
        return new TlsOptions(
                trust, identity, clientCertificate, least, serverName, minRsaBits, value, reloadEvery, tasks);
    }

    public TlsOptions withReloadEvery(Duration value) {
        return new TlsOptions(
                trust, identity, clientCertificate, least, serverName, minRsaBits, handshakeTimeout, value, tasks);
    }

    public TlsOptions withTasks(Executor value) {
        return new TlsOptions(
                trust,
                identity,
                clientCertificate,
                least,
                serverName,
                minRsaBits,
                handshakeTimeout,
                reloadEvery,
                Optional.of(value));
    }
}
