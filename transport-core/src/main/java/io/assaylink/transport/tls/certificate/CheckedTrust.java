// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls.certificate;

import io.assaylink.transport.TlsFault;
import java.net.Socket;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's judgement of a chain (RFC 5280 6, the host name included), and in front of it ours: dates also of certificates
 * that are trusted themselves, which the JDK does not look at, and strength. Says which of the few things it is that people
 * get wrong.
 */
public final class CheckedTrust extends X509ExtendedTrustManager {
    private static final int MIN_EC_BITS = 224;

    private final X509ExtendedTrustManager jdk;
    private final int minRsaBits;

    private CheckedTrust(X509ExtendedTrustManager jdk, int minRsaBits) {
        this.jdk = jdk;
        this.minRsaBits = minRsaBits;
    }

    public static CheckedTrust of(TrustManagerFactory factory, int minRsaBits) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager jdk) {
                return new CheckedTrust(jdk, minRsaBits);
            }
        }
        throw new IllegalStateException(KeyStore.getDefaultType() + ": no X.509 trust manager in this JDK");
    }

    @FunctionalInterface
    private interface Judgement {
        void on(X509Certificate[] chain) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Judgement full, Judgement withoutHost) throws CertificateException {
        for (X509Certificate certificate : chain) {
            date(certificate);
            strength(certificate);
        }
        try {
            full.on(chain);
        } catch (CertificateException refused) {
            throw classified(chain, refused, withoutHost);
        }
    }

    private static void date(X509Certificate certificate) throws CertificateException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException expired) {
            throw refused(
                    TlsFault.TLS_CERTIFICATE_EXPIRED,
                    named(certificate) + ", valid until "
                            + certificate.getNotAfter().toInstant(),
                    path(expired, BasicReason.EXPIRED));
        } catch (CertificateNotYetValidException early) {
            throw refused(
                    TlsFault.TLS_CERTIFICATE_NOT_YET_VALID,
                    named(certificate) + ", valid from "
                            + certificate.getNotBefore().toInstant(),
                    path(early, BasicReason.NOT_YET_VALID));
        }
    }

    /** The signature of a root says nothing: whoever trusts it trusts its key. */
    private void strength(X509Certificate certificate) throws CertificateException {
        PublicKey key = certificate.getPublicKey();
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        boolean weakSignature = !isSelfSigned(certificate)
                && (signature.startsWith("SHA1") || signature.startsWith("MD5") || signature.startsWith("MD2"));
        boolean weakKey = (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < minRsaBits)
                || (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() < MIN_EC_BITS);
        if (weakSignature || weakKey) {
            String what = weakKey ? "key of " + key.getAlgorithm() + " is too short" : "signed with " + signature;
            CertificateException why = new CertificateException(what);
            throw refused(
                    TlsFault.TLS_WEAK, named(certificate) + ", " + what, path(why, BasicReason.ALGORITHM_CONSTRAINED));
        }
    }

    private static CertificateException classified(
            X509Certificate[] chain, CertificateException refused, Judgement withoutHost) {
        Throwable cause = refused.getCause() == null ? refused : refused.getCause();
        if (cause instanceof CertPathValidatorException path && path.getReason() != BasicReason.UNSPECIFIED) {
            boolean weak = path.getReason() == BasicReason.ALGORITHM_CONSTRAINED;
            TlsFault fault = weak ? TlsFault.TLS_WEAK : TlsFault.TLS_CERTIFICATE_INVALID;
            return refused(fault, named(chain[0]) + ", " + path.getReason(), cause);
        }
        if (cause instanceof CertPathBuilderException && chain.length == 1 && isSelfSigned(chain[0])) {
            return refused(TlsFault.TLS_SELF_SIGNED, named(chain[0]), cause);
        }
        if (cause instanceof CertPathBuilderException) {
            String signer = chain[chain.length - 1].getIssuerX500Principal().getName();
            return refused(TlsFault.TLS_UNKNOWN_CA, "signed by " + signer, cause);
        }
        if (trusted(chain, withoutHost)) { // the same chain is good for another host
            return refused(TlsFault.TLS_HOST_MISMATCH, "it is for " + names(chain[0]), cause);
        }
        return refused(TlsFault.TLS_CERTIFICATE_INVALID, named(chain[0]), cause);
    }

    private static boolean trusted(X509Certificate[] chain, Judgement withoutHost) {
        try {
            withoutHost.on(chain);
            return true;
        } catch (CertificateException alsoSo) {
            return false;
        }
    }

    private static RefusedCertificate refused(TlsFault fault, String detail, Throwable cause) {
        return new RefusedCertificate(fault, detail, cause);
    }

    private static CertPathValidatorException path(CertificateException why, BasicReason reason) {
        return new CertPathValidatorException(why.getMessage(), why, null, -1, reason);
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static String named(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** The names that a certificate is for: RFC 6125 6.4, first the alternative ones. */
    private static String names(X509Certificate certificate) {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                return alternatives.stream()
                        .map(List::copyOf)
                        .map(entry -> String.valueOf(entry.get(1)))
                        .limit(5)
                        .collect(Collectors.joining(", "));
            }
        } catch (CertificateException broken) {
            return "names that cannot be read";
        }
        return named(certificate);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, all -> jdk.checkServerTrusted(all, type, engine), all -> jdk.checkServerTrusted(all, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, all -> jdk.checkClientTrusted(all, type, engine), all -> jdk.checkClientTrusted(all, type));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, all -> jdk.checkServerTrusted(all, type, socket), all -> jdk.checkServerTrusted(all, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, all -> jdk.checkClientTrusted(all, type, socket), all -> jdk.checkClientTrusted(all, type));
    }

    /** Nobody asks without an engine here, and without one no host would be checked. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a server is trusted for a host");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, all -> jdk.checkClientTrusted(all, type), all -> jdk.checkClientTrusted(all, type));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
