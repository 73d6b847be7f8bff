// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code TASK_END}: how a task ended.
 *
 * @param session the task's {@code session_id}
 * @param error the server's words; may hold anything
 * @param result JSON as it came, not to be changed
 */
public record TaskEnd(String session, Status status, Optional<String> error, Optional<byte[]> result) {

    /** Where a task stands. */
    public enum Status {
        CONTINUE,
        COMPLETED,
        FAILED,
        OK,
        ERROR;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String wireName) {
            for (Status status : values()) {
                if (status.wireName().equals(wireName)) {
                    return status;
                }
            }
            return ERROR;
        }
    }

    /** Of the reply to a task; {@link IllegalArgumentException} where it is another's. */
    public static TaskEnd of(Outcome.Reply reply) {
        try {
            return read(JsonFrame.read(reply.data(), Long.MAX_VALUE));
        } catch (EnvelopeException other) {
            throw new IllegalArgumentException("no end of a task: " + other.getMessage());
        }
    }

    static TaskEnd read(JsonFrame frame) throws EnvelopeException {
        return new TaskEnd(
                frame.key("session_id"), Status.of(frame.key("status")), frame.text("error"), frame.json("result"));
    }

    @Override
    public String toString() {
        return "TaskEnd[session=" + session + ", status=" + status + "]";
    }
}
