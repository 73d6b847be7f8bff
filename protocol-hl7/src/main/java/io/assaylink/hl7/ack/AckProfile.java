// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Hl7Message;
import java.util.Optional;

/**
 * How the acknowledgments to one peer look, where devices want more than the standard, or less.
 *
 * @param mode which acknowledgments are given whatever MSH-15 and MSH-16 say; empty: what the message asks for. For devices
 *     that leave both empty and want CA, or fill them and want AA
 * @param plainType MSH-9 is {@code ACK} alone in every version
 * @param statusText MSA-3 holds the description of table 0357, such as {@code Message accepted}. Deprecated since 2.4;
 *     Mindray chemistry analyzers and their relatives read it
 * @param statusCode MSA-6 holds the number of table 0357, 0 on success; as {@code statusText}
 * @param errorOnSuccess a positive answer carries an ERR segment with code 0; as {@code statusText}
 * @param conditions the answer says NE in MSH-15 and MSH-16 instead of leaving them empty
 */
public record AckProfile(
        Optional<AckPolicy> mode,
        boolean plainType,
        boolean statusText,
        boolean statusCode,
        boolean errorOnSuccess,
        boolean conditions) {

    private static final AckProfile DEFAULTS = new AckProfile(Optional.empty(), false, false, false, false, false);

    /** What the standard says and nothing beside it. */
    public static AckProfile defaults() {
        return DEFAULTS;
    }

    /** MSA-3, MSA-6 and ERR on success: what the 2.3.1 dialect of Mindray chemistry analyzers and their relatives expects. */
    public static AckProfile withEveryStatus() {
        return new AckProfile(Optional.empty(), false, true, true, true, false);
    }

    /** A copy for a peer that is answered so whatever its messages ask for. */
    public AckProfile withMode(AckPolicy forced) {
        return new AckProfile(Optional.of(forced), plainType, statusText, statusCode, errorOnSuccess, conditions);
    }

    /** A copy with {@code ACK} alone in MSH-9, or not. */
    public AckProfile withPlainType(boolean on) {
        return new AckProfile(mode, on, statusText, statusCode, errorOnSuccess, conditions);
    }

    /** A copy with a text in MSA-3, or not. */
    public AckProfile withStatusText(boolean on) {
        return new AckProfile(mode, plainType, on, statusCode, errorOnSuccess, conditions);
    }

    /** A copy with a number in MSA-6, or not. */
    public AckProfile withStatusCode(boolean on) {
        return new AckProfile(mode, plainType, statusText, on, errorOnSuccess, conditions);
    }

    /** A copy with ERR on success, or not. */
    public AckProfile withErrorOnSuccess(boolean on) {
        return new AckProfile(mode, plainType, statusText, statusCode, on, conditions);
    }

    /** A copy that states NE in MSH-15 and MSH-16, or not. */
    public AckProfile withConditions(boolean on) {
        return new AckProfile(mode, plainType, statusText, statusCode, errorOnSuccess, on);
    }

    /** Which acknowledgments {@code request} gets. An acknowledgment gets none, whatever the mode. */
    public AckPolicy policyOf(Hl7Message request) {
        AckPolicy asked = AckPolicy.of(request);
        return mode.isEmpty() || AckPolicy.isAcknowledgment(request) ? asked : mode.get();
    }
}
