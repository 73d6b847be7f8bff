// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.Signer;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.transport.CloseReason;
import java.security.SignatureException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What ComputeHorde's facilitator says and means, in virtual time, against a peer that does as its source does. */
class ComputeHordeV0Test {
    private final VirtualValidator it = new VirtualValidator();

    private static String error(String type) {
        return "{\"status\":\"error\",\"errors\":[{\"msg\":\"m\",\"type\":\"%s\",\"help\":\"h\"}]}".formatted(type);
    }

    @Test
    void theSignatureIsOfThePublicKeyItself() {
        it.start();
        assertThat(it.sent)
                .singleElement()
                .satisfies(frame -> assertThat(frame)
                        .startsWith("{\"message_type\":\"V0AuthenticationRequest\",\"public_key\":\"")
                        .contains("\"signature\":\"0x"));
        it.settle();

        assertThat(it.phase()).isEqualTo(Phase.READY);
        assertThat(it.facilitator.authentications).isEqualTo(1);
    }

    @Test
    @DisplayName("a key that is not the one named is refused: credentials, never the fast loop")
    void aWrongKeyIsRefused() {
        Signer ours = Signer.ed25519(VirtualValidator.KEYS);
        Signer other = Signer.ed25519(VirtualValidator.keys());
        VirtualValidator forged = new VirtualValidator(new Signer() {
            @Override
            public byte[] sign(byte[] message) throws java.security.GeneralSecurityException {
                return other.sign(message);
            }

            @Override
            public byte[] publicKey() {
                return ours.publicKey();
            }
        });
        forged.update(1, JobStatus.SENT).start().settle();

        assertThat(forged.facilitator.refusedSignatures).isEqualTo(1);
        assertThat(forged.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(forged.alarms).extracting(Alarm::code).contains("credentials.refused");
        assertThat(forged.facilitator.applied).isEmpty();
        assertThat(forged.outbox).hasSize(1);
        forged.pass(Duration.ofSeconds(299));
        assertThat(forged.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);
    }

    @Test
    void aValidatorThatIsNotListedIsSuspended() {
        it.facilitator.validators.clear();
        it.ready();

        assertThat(it.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(it.session.reason()).isEqualTo("auth.validator_not_found");
    }

    @Test
    void aSignerThatFailsIsNoLoop() {
        VirtualValidator unable = new VirtualValidator(new Signer() {
            @Override
            public byte[] sign(byte[] message) throws SignatureException {
                throw new SignatureException("the card is out");
            }

            @Override
            public byte[] publicKey() {
                return new byte[32];
            }
        });
        unable.start();

        assertThat(unable.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(unable.session.reason()).isEqualTo("signer failed");
    }

    @Test
    @DisplayName("close codes: 3000 and a 3001 in the handshake are refusals, a 3001 of a ready session is not")
    void closeCodes() {
        it.start().cut(new CloseReason.ByPeer(3001, "", false));
        assertThat(it.phase()).isEqualTo(Phase.SUSPENDED);

        VirtualValidator ready = new VirtualValidator().ready().cut(new CloseReason.ByPeer(3001, "", false));
        assertThat(ready.phase()).isEqualTo(Phase.BACKING_OFF);

        VirtualValidator signature = new VirtualValidator().ready().cut(new CloseReason.ByPeer(3000, "", false));
        assertThat(signature.phase()).isEqualTo(Phase.SUSPENDED);
    }

    @Test
    void aHeartbeatEverySixtySeconds() {
        it.ready().pass(Duration.ofSeconds(59)).settle();
        assertThat(it.facilitator.heartbeats).isZero();
        it.pass(Duration.ofSeconds(122)).settle();

        assertThat(it.facilitator.heartbeats).isEqualTo(3);
    }

    @Test
    @DisplayName("one answered message at a time, and what is silent is held back meanwhile")
    void heartbeatsWaitForAnAnswer() {
        it.facilitator.jobs.add(VirtualValidator.job(1).toString());
        it.ready().pass(Duration.ofSeconds(55)).settle();
        it.update(1, JobStatus.SENT).update(1, JobStatus.RECEIVED).specs("m", 1).pass(Duration.ofSeconds(8));

        assertThat(it.sent).filteredOn(frame -> frame.contains("Status")).hasSize(1);
        assertThat(it.sent).noneMatch(frame -> frame.contains("Heartbeat") || frame.contains("Specs"));
        it.settle();

        assertThat(it.facilitator.applied).hasSize(2);
        assertThat(it.facilitator.heartbeats).isEqualTo(1);
        assertThat(it.facilitator.specs).containsExactly("m {\"v\":1}");
        assertThat(it.broken).isEmpty();
    }

    @Test
    @DisplayName("the error of a silent message is not taken for the answer to the update behind it")
    void theFence() {
        it.facilitator.jobs.add(VirtualValidator.job(1).toString());
        it.facilitator.refusesSpecs = true;
        it.ready().specs("m", 1).pass(Duration.ZERO);
        it.update(1, JobStatus.COMPLETED).pass(Duration.ZERO); // the specs have not arrived yet
        assertThat(it.sent.get(2)).contains("V0AuthenticationRequest");
        it.settle();

        assertThat(it.facilitator.applied).hasSize(1);
        assertThat(it.acknowledged).isEqualTo(1);
        assertThat(it.deadLetters).isEmpty();
        assertThat(it.count(Counter.UNATTRIBUTED_ERROR)).isEqualTo(1);
        assertThat(it.alarms).extracting(Alarm::code).containsExactly("update.refused");
    }

    @Test
    @DisplayName("job.integrity_error on a resend means applied")
    void aResendThatWasApplied() {
        it.facilitator.jobs.add(VirtualValidator.job(1).toString());
        it.ready().update(1, JobStatus.SENT).pass(Duration.ZERO).arrive().cut(); // applied there, the answer is lost
        assertThat(it.acknowledged).isZero();
        it.pass(Duration.ofSeconds(1)).settle();

        assertThat(it.facilitator.applied).hasSize(1);
        assertThat(it.acknowledged).isEqualTo(1);
        assertThat(it.count(Counter.EVENT_ALREADY_APPLIED)).isEqualTo(1);
    }

    @Test
    @DisplayName("auth.not_authenticated: authenticated again and sent again, and the message is not charged")
    void aFacilitatorThatForgot() {
        it.facilitator.jobs.add(VirtualValidator.job(1).toString());
        it.ready();
        it.update(1, JobStatus.SENT);
        for (int i = 0; i < 20; i++) { // more often than an update may be refused
            it.link.forget();
            it.pass(Duration.ZERO).arrive().answer(); // the update: not authenticated
            it.arrive(); // authenticated, and forgotten again
            it.answer();
        }
        it.settle();

        assertThat(it.deadLetters).isEmpty();
        assertThat(it.facilitator.applied).hasSize(1);
        assertThat(it.acknowledged).isEqualTo(1);
        assertThat(it.count(Counter.AUTHENTICATED_AGAIN)).isEqualTo(20);
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);
    }

    @Test
    void aHeartbeatThatIsNotKnownAuthenticatesAgain() {
        it.ready();
        it.link.forget();
        it.specs("m", 1).pass(Duration.ofSeconds(60)).settle();

        assertThat(it.facilitator.authentications).isEqualTo(2);
        assertThat(it.facilitator.specs).containsExactly("m {\"v\":1}");
    }

    @Test
    @DisplayName("job.not_found is a dead letter, and the others go on")
    void anUnknownJob() {
        it.facilitator.jobs.add(VirtualValidator.job(2).toString());
        it.ready().update(1, JobStatus.SENT).update(2, JobStatus.SENT).settle();

        assertThat(it.deadLetters).containsExactly(java.util.Map.entry(1L, "job.not_found"));
        assertThat(it.facilitator.applied).containsExactly(VirtualValidator.job(2) + " sent");
        assertThat(it.acknowledged).isEqualTo(2);
    }

    @Test
    @DisplayName("its verdict on the form is a dead letter; a type of its own that we do not know is tried ten times")
    void otherRefusals() {
        it.ready().update(1, JobStatus.SENT).pass(Duration.ZERO).frame(error("extra_forbidden"));
        assertThat(it.deadLetters).containsValue("extra_forbidden");

        it.update(1, JobStatus.RECEIVED);
        for (int i = 0; i < 10; i++) {
            assertThat(it.deadLetters).hasSize(1);
            it.pass(Duration.ofSeconds(1)).frame(error("job.busy"));
        }
        assertThat(it.deadLetters).containsEntry(2L, "job.busy");
        assertThat(it.count(Counter.EVENT_REFUSED)).isEqualTo(11);
    }

    @Test
    void whatIsNoStatusUpdateIsNotSent() {
        it.ready().append(new Stored(1, "id", "io.assaylink.result.v1", "chem", Instant.EPOCH, "{}".getBytes(UTF_8)));
        it.settle();

        assertThat(it.deadLetters).containsValue("type.unknown");
        assertThat(it.sent).hasSize(1);
    }

    @Test
    void anAnswerThatDoesNotComeEndsTheConnection() {
        it.ready().update(1, JobStatus.SENT).pass(Duration.ofSeconds(10));

        assertThat(it.phase()).isEqualTo(Phase.BACKING_OFF);
        assertThat(it.session.reason()).isEqualTo("no response in time");
        assertThat(it.outbox).hasSize(1);
    }

    @Test
    @DisplayName("of each miner only the latest specs, and those of a lost connection again")
    void latestSpecs() {
        it.specs("a", 1).specs("b", 1).specs("a", 2);
        it.ready();
        assertThat(it.facilitator.specs).containsExactly("b {\"v\":1}", "a {\"v\":2}");

        it.specs("a", 3).pass(Duration.ZERO).cut().pass(Duration.ofSeconds(1)).settle();
        assertThat(it.facilitator.specs).endsWith("b {\"v\":1}", "a {\"v\":3}");
    }

    @Test
    void manySpecsArePaced() {
        for (int i = 0; i < 150; i++) {
            it.specs("m" + i, i);
        }
        it.ready();
        assertThat(it.facilitator.specs).hasSize(64);
        it.pass(Duration.ofSeconds(2)).settle();
        assertThat(it.facilitator.specs).hasSize(150).doesNotHaveDuplicates();
    }

    @Test
    void jobsComeTyped() throws Exception {
        it.ready().frame(ScriptedFacilitator.job("u1"));

        assertThat(it.serving).hasSize(1);
        JobRequest job = JobRequest.read(it.served(1).data(), 1 << 20);
        assertThat(job.job()).isEqualTo("u1");
        assertThat(job.args()).containsExactly("echo", "1");
        assertThat(job.env()).containsEntry("A", "b");
        assertThat(job.useGpu()).isTrue();
        assertThat(job.volume()).isEmpty();
        assertThat(job.limits().download()).contains(Duration.ofSeconds(30));
        assertThat(job.limits().upload()).isEmpty();
        assertThat(job.signature().orElseThrow().signatory()).isEqualTo("5F");
        assertThat(new String(job.signature().orElseThrow().scope().orElseThrow(), UTF_8))
                .isEqualTo("{\"x\":1}");
    }

    @Test
    void whoCheatedComesTyped() throws Exception {
        it.ready()
                .frame(
                        "{\"type\":\"job.cheated\",\"job_uuid\":\"a\",\"trusted_job_uuid\":\"b\",\"details\":{\"k\":1}}");

        JobCheated cheated = JobCheated.read(it.served(1).data(), 1 << 20);
        assertThat(List.of(cheated.job(), cheated.trustedJob())).containsExactly("a", "b");
    }

    @Test
    @DisplayName("an unknown type, a frame that is none and a job without its id are counted and stop nothing")
    void receptionGoesOn() {
        it.ready()
                .frame("{\"type\":\"job.newer\"}")
                .frame("{\"whatever\":1}")
                .frame("{")
                .frame("{\"type\":\"job.new\"}")
                .frame(ScriptedFacilitator.job("u1"));

        assertThat(it.count(Counter.UNKNOWN_KIND)).isEqualTo(2);
        assertThat(it.count(Counter.BAD_FRAME)).isEqualTo(2);
        assertThat(it.serving).hasSize(1);
        assertThat(it.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aJobOutlivesItsConnection() {
        it.ready().frame(ScriptedFacilitator.job("u1")).cut();
        assertThat(it.serving).hasSize(1);
        it.session.dialect().served(1, new Answer.Data(new byte[0]), it.now);
        it.perform();

        assertThat(it.count(Counter.REQUEST_SERVED)).isEqualTo(1);
    }

    @Test
    void aHandlerThatFailsOrStaysIsSaid() {
        it.ready().frame(ScriptedFacilitator.job("u1")).frame(ScriptedFacilitator.job("u2"));
        it.session.dialect().served(1, new Answer.Failed(Problem.of("handler.failed", "t", false)), it.now);
        it.perform().pass(Duration.ofSeconds(30));

        assertThat(it.serving).containsOnlyKeys(1L); // the second was abandoned
        assertThat(it.alarms).extracting(Alarm::code).containsExactly("request.not-served", "request.not-served");
    }

    @Test
    void aDrainWaitsForTheLastUpdate() {
        it.facilitator.jobs.add(VirtualValidator.job(1).toString());
        it.ready().update(1, JobStatus.FAILED).pass(Duration.ZERO);
        it.session.drain(it.now + Duration.ofSeconds(30).toNanos());
        assertThat(it.perform().phase()).isEqualTo(Phase.DRAINING);
        it.settle();

        assertThat(it.phase()).isEqualTo(Phase.CLOSED);
        assertThat(it.acknowledged).isEqualTo(1);
    }

    @Test
    @DisplayName("nothing is added to the models")
    void whatIsSentIsWhatTheModelsKnow() {
        StatusUpdate update = StatusUpdate.of(VirtualValidator.job(7), JobStatus.HORDE_FAILED)
                .withMetadata("{\"job_failure_details\":{\"a\":1}}".getBytes(UTF_8));
        assertThat(new String(V0Frames.status(update), UTF_8))
                .isEqualTo("{\"message_type\":\"V0JobStatusUpdate\",\"uuid\":\"00000000-0000-0000-0000-000000000007\","
                        + "\"status\":\"horde_failed\",\"metadata\":{\"job_failure_details\":{\"a\":1}}}");
        assertThat(new String(V0Frames.heartbeat(), UTF_8)).isEqualTo("{\"message_type\":\"V0Heartbeat\"}");
        assertThatThrownBy(() -> update.withMetadata("{\"trace_id\":1}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(update.toString()).doesNotContain("job_failure");
    }
}
