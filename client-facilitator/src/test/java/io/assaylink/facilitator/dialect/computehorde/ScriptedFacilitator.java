// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A facilitator as its source is: one message after the other, silence for what it accepts without an answer and an answer
 * without an id for everything else. It verifies signatures. Its state outlives connections; {@link Link} is one of them.
 */
final class ScriptedFacilitator {
    private static final byte[] X509_ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Set<String> STATUSES = Set.of(
            "sent",
            "received",
            "accepted",
            "executor_ready",
            "streaming_ready",
            "volumes_ready",
            "execution_done",
            "completed",
            "rejected",
            "failed",
            "horde_failed");

    final Set<String> validators = ConcurrentHashMap.newKeySet();
    final Set<String> jobs = ConcurrentHashMap.newKeySet();
    /** {@code job status}, as they were applied. */
    final List<String> applied = new ArrayList<>();

    final List<String> specs = new ArrayList<>();
    final BlockingQueue<String> specsSeen = new LinkedBlockingQueue<>();
    int heartbeats;
    int authentications;
    int refusedSignatures;
    boolean refusesSpecs;

    static PublicKey key(byte[] raw) throws GeneralSecurityException {
        byte[] encoded = new byte[X509_ED25519.length + raw.length];
        System.arraycopy(X509_ED25519, 0, encoded, 0, X509_ED25519.length);
        System.arraycopy(raw, 0, encoded, X509_ED25519.length, raw.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    static boolean verify(byte[] raw, byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key(raw));
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException broken) {
            return false;
        }
    }

    /** What one connection is told; a close code below zero is none. */
    record Answers(List<byte[]> frames, int closeCode) {}

    final class Link {
        private boolean authenticated;

        synchronized Answers receive(byte[] bytes) {
            synchronized (ScriptedFacilitator.this) {
                try {
                    return handle(JsonFrame.read(bytes, 1 << 20));
                } catch (EnvelopeException broken) {
                    return error("json_invalid");
                }
            }
        }

        /** The connection's scope is new: it was restarted behind a proxy that kept ours. */
        void forget() {
            authenticated = false;
        }

        private Answers handle(JsonFrame frame) throws EnvelopeException {
            String type = frame.text("message_type").orElse("");
            return switch (type) {
                case "V0AuthenticationRequest" ->
                    only(frame, "message_type", "public_key", "signature")
                            ? authenticate(frame)
                            : error("extra_forbidden");
                case "V0Heartbeat" -> only(frame, "message_type") ? heartbeat() : error("extra_forbidden");
                case "V0JobStatusUpdate" ->
                    only(frame, "message_type", "uuid", "status", "metadata")
                            ? update(frame)
                            : error("extra_forbidden");
                case "V0MachineSpecsUpdate" ->
                    only(frame, "message_type", "miner_hotkey", "validator_hotkey", "specs", "batch_id")
                                    && !refusesSpecs
                            ? specs(frame)
                            : error("extra_forbidden");
                default -> error("union_tag_invalid");
            };
        }

        private Answers heartbeat() {
            if (!authenticated) {
                return error("auth.not_authenticated");
            }
            heartbeats++;
            return silence();
        }

        private Answers specs(JsonFrame frame) throws EnvelopeException {
            if (!authenticated) {
                return error("auth.not_authenticated");
            }
            String entry = frame.key("miner_hotkey") + " "
                    + new String(frame.json("specs").orElseThrow(), UTF_8);
            specs.add(entry);
            specsSeen.add(entry);
            return silence();
        }

        private Answers authenticate(JsonFrame frame) throws EnvelopeException {
            if (authenticated) {
                return error("auth.already_authenticated");
            }
            String key = frame.key("public_key");
            if (!validators.contains(key)) {
                return new Answers(error("auth.validator_not_found").frames(), 3001);
            }
            String signature = frame.key("signature");
            byte[] raw = HexFormat.of().parseHex(key);
            if (!signature.startsWith("0x") || !verify(raw, raw, HexFormat.of().parseHex(signature.substring(2)))) {
                refusedSignatures++;
                return new Answers(error("auth.signature_invalid").frames(), 3000);
            }
            authenticated = true;
            authentications++;
            return success();
        }

        private Answers update(JsonFrame frame) throws EnvelopeException {
            if (!STATUSES.contains(frame.key("status"))) {
                return error("enum");
            }
            if (!authenticated) {
                return error("auth.not_authenticated");
            }
            if (!jobs.contains(frame.key("uuid"))) {
                return error("job.not_found");
            }
            String entry = frame.key("uuid") + " " + frame.key("status");
            if (applied.contains(entry)) {
                return error("job.integrity_error");
            }
            applied.add(entry);
            return success();
        }
    }

    private static boolean only(JsonFrame frame, String... names) {
        return new TreeSet<>(List.of(names)).containsAll(frame.names());
    }

    private static Answers silence() {
        return new Answers(List.of(), -1);
    }

    private static Answers success() {
        return answer("{\"status\":\"success\",\"errors\":[]}");
    }

    private static Answers error(String type) {
        return answer("{\"status\":\"error\",\"errors\":[{\"msg\":\"no\",\"type\":\"" + type + "\",\"help\":\"\"}]}");
    }

    private static Answers answer(String json) {
        return new Answers(List.of(json.getBytes(UTF_8)), -1);
    }

    static byte[] job(String uuid) {
        String json = "{\"type\":\"job.new\",\"message_type\":\"V2JobRequest\",\"uuid\":\"" + uuid
                + "\",\"executor_class\":\"spin_up-4min.gpu-24gb\",\"docker_image\":\"busybox\",\"args\":[\"echo\",\"1\"],"
                + "\"env\":{\"A\":\"b\"},\"use_gpu\":true,\"volume\":null,\"download_time_limit\":30,"
                + "\"signature\":{\"signature_type\":\"bittensor\",\"signatory\":\"5F\",\"timestamp_ns\":7,"
                + "\"signature\":\"AA==\",\"signature_scope\":{\"x\":1}}}";
        return json.getBytes(UTF_8);
    }

    Map<String, Integer> timesApplied() {
        Map<String, Integer> times = new ConcurrentHashMap<>();
        applied.forEach(entry -> times.merge(entry, 1, Integer::sum));
        return times;
    }
}
