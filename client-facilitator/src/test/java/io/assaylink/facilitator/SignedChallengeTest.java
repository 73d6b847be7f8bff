// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hub that asks for a signed challenge, and that really verifies it. */
@Timeout(60)
@DisplayName("signed challenge (Ed25519)")
class SignedChallengeTest {
    private static final Pattern FIELD = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final KeyPair known = keys();
    private final Set<String> open = new HashSet<>(); // event loop only
    private final AtomicInteger nonces = new AtomicInteger();
    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
    private volatile String scheme = SignedChallenge.SCHEME;
    private WebSocketServer server;
    private URI hub;

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException every17HasIt) {
            throw new AssertionError(every17HasIt);
        }
    }

    @BeforeEach
    void listen() throws Exception {
        server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ReceiveLimits.defaults(),
                WebSocketServerOptions.defaults()
                        .withPath(HubTransport.PATH)
                        .withSubprotocol(HubTransport.SUBPROTOCOL)
                        .withAuthenticator(this::judge));
        InetSocketAddress bound = (InetSocketAddress) server.listen(connection -> connection.drive(new Welcoming()))
                .toCompletableFuture()
                .get(10, SECONDS)
                .address();
        hub = URI.create("ws://127.0.0.1:" + bound.getPort() + HubTransport.PATH);
    }

    @AfterEach
    void close() {
        server.close();
        outbox.close();
    }

    /** Says welcome to whoever comes so far. */
    private static final class Welcoming implements Machine<WebSocketMessage> {
        private Optional<Driver<WebSocketMessage>> to = Optional.empty();

        @Override
        public void opened(Driver<WebSocketMessage> driver, long now) {
            to = Optional.of(driver);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            to.orElseThrow()
                    .send(WebSocketMessage.text(
                            EnvelopeWriter.welcome(new Envelope.Welcome("s", 0, 20_000, 16, 1 << 20), Instant.EPOCH)));
        }

        @Override
        public void closed(CloseReason reason, long now) {}
    }

    private UpgradeDecision judge(UpgradeRequest request) {
        String answer = request.header("authorization").orElse("");
        shown.add(answer);
        if (isProof(answer)) {
            return UpgradeDecision.accept();
        }
        String nonce = "nonce-of-the-hub-" + nonces.incrementAndGet();
        open.add(nonce);
        return UpgradeDecision.challenge(scheme + " realm=\"hub\", nonce=\"" + nonce + "\"");
    }

    private boolean isProof(String answer) {
        java.util.Map<String, String> fields = new java.util.HashMap<>();
        Matcher field = FIELD.matcher(answer);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        if (!open.remove(fields.getOrDefault("nonce", ""))
                || !"gw".equals(fields.get("client"))
                || !outbox.id().equals(fields.get("outbox"))
                || !"127.0.0.1".equals(fields.get("host"))) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(known.getPublic());
            verifier.update(SignedChallenge.message(
                    fields.getOrDefault("nonce", ""), "gw", outbox.id(), "127.0.0.1", fields.getOrDefault("time", "")));
            return verifier.verify(Base64.getDecoder().decode(fields.getOrDefault("signature", "")));
        } catch (GeneralSecurityException | IllegalArgumentException forged) {
            return false;
        }
    }

    /** What became of a client with this key: READY, or the first state that it waits in. */
    private StateChange outcome(KeyPair keys) throws Exception {
        ClientOptions options = ClientOptions.defaults("gw").withRetry(RetryPolicy.fixed(Duration.ofMillis(10)));
        BlockingQueue<StateChange> changes = new LinkedBlockingQueue<>();
        SignedChallenge credentials = new SignedChallenge("gw", outbox::id, Signer.ed25519(keys));
        try (Transport<WebSocketMessage> transport =
                        HubTransport.signed(options, hub, credentials, WebSocketOptions.defaults());
                FacilitatorClient client = FacilitatorClient.create(options, transport, Frames.webSocket(), outbox)) {
            client.onStateChange(changes::add);
            client.start();
            for (StateChange change = changes.poll(30, SECONDS); change != null; change = changes.poll(30, SECONDS)) {
                boolean waiting = change.to() == Phase.BACKING_OFF && change.epoch() > 0;
                if (change.to() == Phase.READY || change.to() == Phase.SUSPENDED || waiting) {
                    return change;
                }
            }
            throw new AssertionError("no outcome");
        }
    }

    @Test
    @DisplayName("a 401 with a nonce is answered on the next upgrade, within the same attempt")
    void answered() throws Exception {
        StateChange ready = outcome(known);

        assertThat(ready.to()).isEqualTo(Phase.READY);
        assertThat(ready.epoch()).isEqualTo(1);
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0)).isEmpty();
        assertThat(shown.get(1)).startsWith(SignedChallenge.SCHEME + " client=\"gw\"");
    }

    @Test
    @DisplayName("F10 a wrong key is refused and suspends: one answer to a challenge, never a loop")
    void wrongKey() throws Exception {
        StateChange suspended = outcome(keys());

        assertThat(suspended.to()).isEqualTo(Phase.SUSPENDED);
        assertThat(suspended.reason()).isEqualTo("http 401");
        assertThat(shown).hasSize(2);
    }

    @Test
    @DisplayName("every attempt has a nonce of its own; an old answer is worth nothing")
    void notReplayed() throws Exception {
        outcome(known);
        outcome(known);

        assertThat(nonces).hasValue(2);
        assertThat(shown.get(1)).isNotEqualTo(shown.get(3));
        assertThat(isProof(shown.get(1))).isFalse();
    }

    @Test
    @DisplayName("F10 a challenge of another scheme is not answered")
    void anotherScheme() throws Exception {
        scheme = "Digest";

        assertThat(outcome(known).to()).isEqualTo(Phase.SUSPENDED);
        assertThat(shown).hasSize(1);
    }

    @Test
    @DisplayName("an unusable key is refused credentials, and says nothing of itself")
    void unusableKey() {
        SignedChallenge credentials = new SignedChallenge("gw", outbox::id, new Signer() {
            @Override
            public byte[] sign(byte[] message) throws GeneralSecurityException {
                throw new GeneralSecurityException("the key of the vault");
            }

            @Override
            public byte[] publicKey() {
                return new byte[32];
            }
        });

        assertThat(credentials.answer(SignedChallenge.SCHEME + " nonce=\"0123456789abcdef\"", "hub"))
                .isEmpty();
    }
}
