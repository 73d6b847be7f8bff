// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/**
 * Signs with the key that a hub knows this client by; the key itself stays where it is. Thread-safe; called on the thread
 * that works for the session, once or twice for each connection: it must not block. What it throws counts as credentials
 * refused, and nothing of it is logged.
 *
 * <p>ComputeHorde's network itself uses sr25519, which the JDK has not: its library goes behind this interface.
 */
public interface Signer {

    /** The signature of exactly these bytes. */
    byte[] sign(byte[] message) throws GeneralSecurityException;

    /** The raw public key, 32 bytes. */
    byte[] publicKey();

    /** Ed25519 (RFC 8032) with a key of the JDK. */
    static Signer ed25519(KeyPair keys) {
        PrivateKey secret = keys.getPrivate();
        byte[] encoded = keys.getPublic().getEncoded(); // X.509 (RFC 8410): the last 32 bytes are the key itself
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new Signer() {
            @Override
            public byte[] sign(byte[] message) throws GeneralSecurityException {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(secret);
                signature.update(message);
                return signature.sign();
            }

            @Override
            public byte[] publicKey() {
                return raw.clone();
            }
        };
    }
}
