// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Instant;

/**
 * An event that will not be sent as it is. It stays until a person re-queues or discards it, whatever its age.
 *
 * @param number which one, for {@link Outbox#requeue} and {@link Outbox#discard}; never used twice in one outbox
 * @param code why: the hub's own ({@code schema.invalid}), {@code too.large}, {@code damaged}
 * @param detail where in the event, without its values; may be empty
 * @param at since when it is one
 * @param event as it was; a person who looks at its data looks at patient data
 */
public record DeadLetter(long number, String code, String detail, Instant at, Stored event) {

    /** What a person can do about it, one sentence. */
    public String remedy() {
        return switch (code) {
            case "damaged" ->
                "the disk changed its bytes: discard it, have the instrument send it again, look at the disk";
            case "too.large" -> "the hub takes no frame of this size: raise its limit, then re-queue";
            case "type.unknown" -> "the hub does not know this type: update the hub, then re-queue";
            case "not.allowed" -> "the hub does not allow it to this client: change that there, then re-queue";
            case "schema.invalid" -> "the hub and this version do not agree on the document: update one, then re-queue";
            default -> "ask who runs the hub for the meaning of the code; re-queue when it is mended there";
        };
    }
}
