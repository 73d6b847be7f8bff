// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers a hub that wants proof of a key instead of a token.
 *
 * <pre>
 *   client ── upgrade ──────────────────────────────────────────────────────────────▶ hub
 *          ◀─ 401, WWW-Authenticate: Assaylink-Ed25519 nonce="…" ───────────────────
 *          ── upgrade, Authorization: Assaylink-Ed25519 client="…", outbox="…", host="…",
 *                                     nonce="…", time="…", signature="…" ───────────▶
 * </pre>
 *
 * <p>Signed is {@link #message}: nonce, client, outbox, host and time, so that an answer is worth nothing at another hub, for
 * another outbox or a second time. The hub takes each of its nonces once, for a minute or so. Immutable.
 */
public final class SignedChallenge {
    public static final String SCHEME = "Assaylink-Ed25519";

    private static final Pattern CHALLENGE =
            Pattern.compile("(?i)" + SCHEME + " (?:.*[ ,])?nonce=\"([A-Za-z0-9+/=_-]{16,256})\".*");

    private final String clientId;
    private final Supplier<String> outbox;
    private final Signer signer;
    private final InstantSource clock;

    /**
     * Credentials of one client.
     *
     * @param outbox the outbox's id, asked for each answer
     * @param signer whose public key the hub knows under this client's id
     */
    public SignedChallenge(String clientId, Supplier<String> outbox, Signer signer) {
        this(clientId, outbox, signer, InstantSource.system());
    }

    SignedChallenge(String clientId, Supplier<String> outbox, Signer signer, InstantSource clock) {
        this.clientId = clientId;
        this.outbox = outbox;
        this.signer = signer;
        this.clock = clock;
    }

    /** The value of {@code Authorization}; empty where the challenge is not of this scheme or the key cannot be used. */
    Optional<String> answer(String challenge, String host) {
        Matcher asked = CHALLENGE.matcher(challenge);
        if (!asked.matches()) {
            return Optional.empty();
        }
        String nonce = asked.group(1);
        String time = clock.instant().toString();
        String epoch = outbox.get();
        try {
            byte[] signature = signer.sign(message(nonce, clientId, epoch, host, time));
            return Optional.of(SCHEME + " client=\"" + clientId + "\", outbox=\"" + epoch + "\", host=\"" + host
                    + "\", nonce=\"" + nonce + "\", time=\"" + time + "\", signature=\""
                    + Base64.getEncoder().encodeToString(signature) + "\"");
        } catch (GeneralSecurityException unusable) {
            return Optional.empty();
        }
    }

    /** What is signed: these lines, in UTF-8, each but the last ended by a line feed. For authors of hubs. */
    public static byte[] message(String nonce, String clientId, String outbox, String host, String time) {
        return String.join("\n", "assaylink-challenge-1", nonce, clientId, outbox, host, time)
                .getBytes(StandardCharsets.UTF_8);
    }
}
