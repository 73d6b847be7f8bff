// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.dialect.JsonText;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** What one client sends: {@code ClientMessage}s. */
final class AipFrames {
    private final String clientType;
    private final String clientId;
    private final Optional<String> target;
    private final InstantSource clock;

    /** @param target the device that a constellation speaks to */
    AipFrames(String clientType, String clientId, Optional<String> target, InstantSource clock) {
        this.clientType = clientType;
        this.clientId = clientId;
        this.target = target;
        this.clock = clock;
    }

    byte[] register(String platform) {
        return message("register", "ok", json -> {
            json.writeName("metadata");
            json.writeStartObject();
            json.writeStringProperty("platform", platform);
            target.ifPresent(device -> {
                json.writeStringProperty("type", "constellation_client");
                json.writeStringProperty("targeted_device_id", device);
            });
            json.writeStringProperty("registration_time", clock.instant().toString());
            json.writeEndObject();
        });
    }

    byte[] heartbeat() {
        return message("heartbeat", "ok", json -> {});
    }

    byte[] task(String session, String name, String request) {
        return message("task", "continue", json -> {
            json.writeStringProperty("session_id", session);
            json.writeStringProperty("task_name", name);
            json.writeStringProperty("request", request);
            json.writeStringProperty("request_id", session);
        });
    }

    byte[] infoRequest(String id) {
        return message("device_info_request", "ok", json -> json.writeStringProperty("request_id", id));
    }

    /** @param info a JSON object; the model has no better place for it than {@code metadata} */
    byte[] infoResponse(String id, byte[] info) {
        return message("device_info_response", "ok", json -> {
            json.writeStringProperty("request_id", id);
            json.writeStringProperty("prev_response_id", id);
            JsonText.raw(json, "metadata", info);
        });
    }

    byte[] results(CommandBatch batch, List<CommandBatch.Result> results) {
        return message("command_results", batch.status().wireName(), json -> {
            json.writeStringProperty("session_id", batch.session());
            json.writeStringProperty("prev_response_id", batch.id());
            json.writeName("action_results");
            json.writeStartArray();
            results.forEach(result -> write(json, result));
            json.writeEndArray();
        });
    }

    byte[] taskEnd(String session, TaskEnd.Status status, Optional<String> error) {
        return message("task_end", status.wireName(), json -> {
            json.writeStringProperty("session_id", session);
            JsonText.optional(json, "error", error);
        });
    }

    byte[] error(String words) {
        return message("error", "error", json -> json.writeStringProperty("error", words));
    }

    private static void write(JsonGenerator json, CommandBatch.Result result) {
        json.writeStartObject();
        json.writeStringProperty("status", result.status().wireName());
        JsonText.optional(json, "error", result.error());
        result.json().ifPresent(value -> JsonText.raw(json, "result", value));
        JsonText.optional(json, "call_id", result.callId());
        json.writeEndObject();
    }

    private byte[] message(String type, String status, Consumer<JsonGenerator> members) {
        return JsonText.object(json -> {
            json.writeStringProperty("type", type);
            json.writeStringProperty("status", status);
            json.writeStringProperty("client_type", clientType);
            json.writeStringProperty("client_id", clientId);
            JsonText.optional(json, "target_id", target);
            json.writeStringProperty("timestamp", clock.instant().toString());
            members.accept(json);
        });
    }
}
