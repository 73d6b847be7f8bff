// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code COMMAND}: what a device is to execute, in this order; the answer has a result for each.
 *
 * @param session the task's {@code session_id}
 * @param id {@code response_id}, which the answer names
 */
public record CommandBatch(String session, String id, TaskEnd.Status status, List<Command> commands) {

    /**
     * One call of a tool.
     *
     * @param type {@code data_collection} or {@code action}
     * @param parameters a JSON object as it came; empty where there are none
     */
    public record Command(String tool, String type, Optional<byte[]> parameters, Optional<String> callId) {

        public Result succeeded(byte[] json) {
            return new Result(Result.Status.SUCCESS, Optional.empty(), Optional.of(json), callId);
        }

        public Result failed(String error) {
            return new Result(Result.Status.FAILURE, Optional.of(error), Optional.empty(), callId);
        }

        @Override
        public String toString() {
            return "Command[tool=" + tool + "]";
        }
    }

    /**
     * What came of one call.
     *
     * @param json the result, a JSON value
     */
    public record Result(Status status, Optional<String> error, Optional<byte[]> json, Optional<String> callId) {

        /** The four that the protocol knows. */
        public enum Status {
            SUCCESS,
            FAILURE,
            SKIPPED,
            NONE;

            String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        @Override
        public String toString() {
            return "Result[" + status + "]";
        }
    }

    static CommandBatch read(JsonFrame frame) throws EnvelopeException {
        List<Command> commands = new ArrayList<>();
        for (JsonFrame action : frame.objects("actions")) {
            commands.add(new Command(
                    action.key("tool_name"),
                    action.optionalKey("tool_type").orElse("action"),
                    action.json("parameters"),
                    action.optionalKey("call_id")));
        }
        return new CommandBatch(
                frame.optionalKey("session_id").orElse(""),
                frame.key("response_id"),
                TaskEnd.Status.of(frame.optionalKey("status").orElse("continue")),
                List.copyOf(commands));
    }
}
