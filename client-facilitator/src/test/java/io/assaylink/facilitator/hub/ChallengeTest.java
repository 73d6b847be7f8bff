// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facilitator protocol 1.5: a hub that wants proof of a key. */
@Timeout(60)
class ChallengeTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    private static final Pattern NONCE = Pattern.compile("Assaylink-Ed25519 nonce=\"([A-Za-z0-9_=-]{16,})\"");

    private final KeyPair keys;
    private final HubOptions options;
    private final Upgrades upgrades;
    private Instant now = Instant.parse("2026-11-20T13:30:00Z");

    ChallengeTest() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        options = HubOptions.defaults().withKeys(Map.of("gw", keys.getPublic()));
        upgrades = new Upgrades(options, new Misbehaviour(), () -> now);
    }

    private UpgradeDecision upgrade(String authorization) {
        Map<String, String> headers = authorization.isEmpty()
                ? Map.of("host", "hub.example:8090")
                : Map.of("host", "hub.example:8090", "authorization", authorization);
        return upgrades.decide(new UpgradeRequest(PEER, "/", headers));
    }

    private static String nonce(UpgradeDecision decision) {
        assertThat(decision.status()).isEqualTo(401);
        Matcher nonce = NONCE.matcher(decision.challenge());
        assertThat(nonce.matches()).isTrue();
        return nonce.group(1);
    }

    /** What a client answers; {@code sign} is what it signs, made of what it should. */
    private static String answer(
            PrivateKey key, String nonce, String client, String host, Instant time, UnaryOperator<String> sign)
            throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        String signed = "assaylink-challenge-1\n" + nonce + "\n" + client + "\n01JC9X\n" + host + "\n" + time;
        signer.update(sign.apply(signed).getBytes(UTF_8));
        return "Assaylink-Ed25519 client=\"" + client + "\", outbox=\"01JC9X\", host=\"" + host + "\", nonce=\"" + nonce
                + "\", time=\"" + time + "\", signature=\""
                + Base64.getEncoder().encodeToString(signer.sign()) + "\"";
    }

    private String good(String nonce) throws Exception {
        return answer(keys.getPrivate(), nonce, "gw", "hub.example", now, UnaryOperator.identity());
    }

    @Test
    void aSignedNonceLetsInOnce() throws Exception {
        String answer = good(nonce(upgrade("")));

        assertThat(upgrade(answer).status()).isEqualTo(101);
        assertThat(upgrades.proven(PEER)).hasValue(new Upgrades.Proof("gw", "01JC9X"));
        assertThat(upgrades.proven(PEER)).isEmpty();
        assertThat(upgrade(answer).status()).as("the same answer again").isEqualTo(401);
    }

    @Test
    void anAnswerComesTooLateAfterAMinute() throws Exception {
        String answer = good(nonce(upgrade("")));
        now = now.plus(Duration.ofMinutes(1));

        assertThat(upgrade(answer).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "client", "host", "time", "nonce", "text", "signature", "scheme", "nothing"})
    void everythingThatIsSignedCounts(String wrong) throws Exception {
        String nonce = nonce(upgrade(""));
        PrivateKey other =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        UnaryOperator<String> same = UnaryOperator.identity();
        String answer = switch (wrong) {
            case "key" -> answer(other, nonce, "gw", "hub.example", now, same);
            case "client" -> answer(keys.getPrivate(), nonce, "stranger", "hub.example", now, same);
            case "host" -> answer(keys.getPrivate(), nonce, "gw", "other.example", now, same);
            case "time" -> answer(keys.getPrivate(), nonce, "gw", "hub.example", now.minusSeconds(301), same);
            case "nonce" -> good("A".repeat(32));
            case "text" -> answer(keys.getPrivate(), nonce, "gw", "hub.example", now, text -> text + "\n");
            case "signature" -> good(nonce).replaceAll("signature=\".*\"", "signature=\"AAAA\"");
            case "scheme" -> good(nonce).replace("Assaylink-Ed25519", "Assaylink-Ed448");
            default -> "Assaylink-Ed25519 ";
        };

        assertThat(upgrade(answer).status()).isEqualTo(401);
        assertThat(upgrades.proven(PEER)).isEmpty();
    }

    @Test
    void challengesAreBoundedAndTheOldestGiveWay() throws Exception {
        String first = nonce(upgrade(""));
        String second = nonce(upgrade(""));
        for (int i = 0; i < 1023; i++) {
            nonce(upgrade(""));
        }

        assertThat(upgrade(good(first)).status()).isEqualTo(401);
        assertThat(upgrade(good(second)).status())
                .as("its place went to the challenge before")
                .isEqualTo(401);
        assertThat(upgrade(good(nonce(upgrade("")))).status()).isEqualTo(101);
    }

    @Test
    @DisplayName("over WebSocket: the proof is for this client and this outbox alone")
    void theHelloMustBeThatOfTheProof() throws Exception {
        try (DevelopmentHub hub =
                DevelopmentHub.webSocket(options, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            hub.start();
            for (String id : new String[] {"gw", "stranger"}) {
                String nonce = nonce(hub);
                String answer =
                        answer(keys.getPrivate(), nonce, "gw", "127.0.0.1", Instant.now(), UnaryOperator.identity());
                Credentials proof = () -> Map.of("Authorization", answer);
                try (RawClient client = new RawClient(hub.uri(), id, proof)) {
                    if (id.equals("gw")) {
                        client.say("{\"kind\":\"hello\",\"protocol\":1,\"client\":{\"id\":\"gw\"},\"outbox\":"
                                + "\"/gateways/gw/outbox/01JC9X\",\"next\":\"0000000000000000001\"}");
                        assertThat(client.hear(Envelope.Welcome.class).acked()).isZero();
                    } else {
                        assertThat(client.hello(OptionalLong.empty()).closeCode())
                                .isEqualTo(4403);
                    }
                }
            }
        }
    }

    /** Of a refused upgrade. */
    private static String nonce(DevelopmentHub hub) throws Exception {
        try (RawClient refused = new RawClient(hub.uri(), "gw")) {
            throw new AssertionError("let in without a proof " + refused.source);
        } catch (java.util.concurrent.ExecutionException failure) {
            Matcher nonce = NONCE.matcher(RawClient.challenge(failure));
            assertThat(nonce.matches()).isTrue();
            return nonce.group(1);
        }
    }
}
