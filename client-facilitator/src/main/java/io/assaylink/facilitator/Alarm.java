// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/**
 * Something that a person should know.
 *
 * @param code stable: {@code hub.lost-data}, {@code hub.protocol-violation}, {@code hub.acked-beyond},
 *     {@code credentials.refused}, {@code client.replaced}, {@code client.gave-up}, {@code event.dead-letter},
 *     {@code outbox.failed}, {@code dead-letters.full}, {@code hub.error-unattributed}, {@code hub.wrong-peer}, {@code request.not-served}, {@code update.refused}, and {@code frame.} before the code of a frame that could not be read
 * @param from first number it is about (a sequence, an epoch); 0 where there is none
 * @param to last number it is about
 */
public record Alarm(String code, long from, long to) {}
