// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.time.Duration;

/**
 * Why a message was refused; the {@code error} of a {@code nack} and the data of an {@code error} message.
 *
 * @param code a dotted word: {@code schema.invalid}, {@code handler.failed}
 * @param title one sentence for a person, without patient data
 * @param retryable whether the same message may be taken later
 * @param retryAfter how long to wait before that; zero where it was not said
 * @param detail where in the message, without its values; empty where it was not said
 */
public record Problem(String code, String title, boolean retryable, Duration retryAfter, String detail) {

    public static Problem of(String code, String title, boolean retryable) {
        return new Problem(code, title, retryable, Duration.ZERO, "");
    }
}
