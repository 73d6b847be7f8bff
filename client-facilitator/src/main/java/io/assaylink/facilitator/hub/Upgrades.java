// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.SignedChallenge;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clauses 1.4 and 1.5 of the protocol: who may connect. By token, or by the answer to a challenge that this hub made, which
 * is good once and for a minute. Thread-safe.
 */
final class Upgrades {
    /** Whom an answered challenge was for. */
    record Proof(String clientId, String outbox) {}

    private static final Duration NONCE_LIFE = Duration.ofMinutes(1);
    /** How far a client's clock may be off. */
    private static final Duration SKEW = Duration.ofMinutes(5);
    /** Challenges that wait for an answer, and answers that wait for their hello; the oldest give way. */
    private static final int WAITING = 1024;

    private static final int NONCE_BYTES = 24;
    private static final Pattern FIELD = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final HubOptions options;
    private final Misbehaviour misbehaviour;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> nonces = new Oldest<>(); // guarded by this
    private final Map<SocketAddress, Proof> proofs = new Oldest<>(); // guarded by this

    /** Forgets what came first when there is too much. */
    private static final class Oldest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > WAITING;
        }
    }

    Upgrades(HubOptions options, Misbehaviour misbehaviour, InstantSource clock) {
        this.options = options;
        this.misbehaviour = misbehaviour;
        this.clock = clock;
    }

    UpgradeDecision decide(UpgradeRequest request) {
        Optional<Map.Entry<Integer, Duration>> scripted = misbehaviour.upgrade();
        if (scripted.isPresent()) {
            return UpgradeDecision.refuse(
                    scripted.get().getKey(), scripted.get().getValue());
        }
        String shown = request.header("authorization").orElse("");
        if ((options.token().isEmpty() && options.keys().isEmpty()) || isToken(shown)) {
            return UpgradeDecision.accept();
        }
        if (options.keys().isEmpty()) {
            return UpgradeDecision.refuse(401);
        }
        Optional<Proof> proof =
                shown.startsWith(SignedChallenge.SCHEME + " ") ? proof(shown, request) : Optional.empty();
        if (proof.isEmpty()) {
            return UpgradeDecision.challenge(SignedChallenge.SCHEME + " nonce=\"" + nonce() + "\"");
        }
        synchronized (this) {
            proofs.put(request.peer(), proof.get());
        }
        return UpgradeDecision.accept();
    }

    /** Whom this connection proved to be; told once. Empty where nothing was to be proved. */
    synchronized Optional<Proof> proven(SocketAddress peer) {
        return Optional.ofNullable(proofs.remove(peer));
    }

    private boolean isToken(String shown) {
        return options.token().isPresent()
                && MessageDigest.isEqual(
                        ("Bearer " + options.token().get()).getBytes(StandardCharsets.UTF_8),
                        shown.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().encodeToString(bytes);
        nonces.put(nonce, clock.instant().plus(NONCE_LIFE));
        return nonce;
    }

    private synchronized boolean takes(String nonce) {
        Instant until = nonces.remove(nonce);
        return until != null && clock.instant().isBefore(until);
    }

    private Optional<Proof> proof(String shown, UpgradeRequest request) {
        Map<String, String> fields = new HashMap<>();
        Matcher field = FIELD.matcher(shown);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        String nonce = fields.getOrDefault("nonce", "");
        String client = fields.getOrDefault("client", "");
        String outbox = fields.getOrDefault("outbox", "");
        String host = fields.getOrDefault("host", "");
        String time = fields.getOrDefault("time", "");
        PublicKey key = options.keys().get(client);
        if (!takes(nonce) || key == null || !isNow(time) || !isHere(host, request)) {
            return Optional.empty();
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(SignedChallenge.message(nonce, client, outbox, host, time));
            return verifier.verify(Base64.getDecoder().decode(fields.getOrDefault("signature", "")))
                    ? Optional.of(new Proof(client, outbox))
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException forged) {
            return Optional.empty();
        }
    }

    private boolean isNow(String time) {
        try {
            return Duration.between(Instant.parse(time), clock.instant()).abs().compareTo(SKEW) <= 0;
        } catch (DateTimeException | ArithmeticException noTime) {
            return false;
        }
    }

    /** Signed for this hub, as the client called it: an answer is worth nothing at another one. */
    private static boolean isHere(String host, UpgradeRequest request) {
        String called = request.header("host").orElse("");
        return !host.isEmpty() && (called.equals(host) || called.startsWith(host + ":"));
    }
}
