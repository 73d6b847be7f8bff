// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Hl7Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which acknowledgments a message asks for (HL7 v2 chapter 2.9.2 and 2.9.3, table 0155).
 *
 * <p>MSH-15 and MSH-16 both empty is original mode: one application answer. Otherwise enhanced mode: MSH-15 asks for a
 * commit answer, MSH-16 for an application answer. A value outside table 0155 counts as empty: some analyzers put a result
 * type there. An acknowledgment asks for nothing.
 *
 * @param original whether the message is in original mode
 * @param commit when a commit answer (CA, CE, CR) is wanted
 * @param application when an application answer (AA, AE, AR) is wanted
 */
public record AckPolicy(boolean original, Condition commit, Condition application) {

    /** Table 0155. */
    public enum Condition {
        /** Always. */
        AL,
        /** Never. */
        NE,
        /** On error or reject only. */
        ER,
        /** On success only. */
        SU;

        boolean onSuccess() {
            return this == AL || this == SU;
        }

        boolean onError() {
            return this == AL || this == ER;
        }
    }

    private static final AckPolicy ORIGINAL = new AckPolicy(true, Condition.NE, Condition.AL);
    private static final AckPolicy NONE = new AckPolicy(false, Condition.NE, Condition.NE);

    /** What {@code request} asks for. */
    public static AckPolicy of(Hl7Message request) {
        if (isAcknowledgment(request)) {
            return NONE;
        }
        Optional<Condition> commit = condition(request, "MSH-15.1");
        Optional<Condition> application = condition(request, "MSH-16.1");
        if (commit.isEmpty() && application.isEmpty()) {
            return ORIGINAL;
        }
        return new AckPolicy(false, commit.orElse(Condition.NE), application.orElse(Condition.NE));
    }

    /** Whether MSH-9 says ACK: such a message is never acknowledged. */
    public static boolean isAcknowledgment(Hl7Message message) {
        return message.type().code().equals("ACK");
    }

    /** The answers, in order, to a message that was stored and accepted. */
    public List<AckCode> onSuccess() {
        if (commit.onSuccess()) {
            return application.onSuccess() ? List.of(AckCode.CA, AckCode.AA) : List.of(AckCode.CA);
        }
        return application.onSuccess() ? List.of(AckCode.AA) : List.of();
    }

    /**
     * The answer to a message that was not stored.
     *
     * @param mayTryAgain true for a reason that passes, such as a full disk: AE or CE. Senders drop a message on AR and CR.
     */
    public Optional<AckCode> onError(boolean mayTryAgain) {
        if (commit.onError()) {
            return Optional.of(mayTryAgain ? AckCode.CE : AckCode.CR);
        } else if (application.onError()) {
            return Optional.of(mayTryAgain ? AckCode.AE : AckCode.AR);
        }
        return Optional.empty();
    }

    private static Optional<Condition> condition(Hl7Message request, String path) {
        return switch (request.get(path).text().strip().toUpperCase(Locale.ROOT)) {
            case "AL" -> Optional.of(Condition.AL);
            case "NE" -> Optional.of(Condition.NE);
            case "ER" -> Optional.of(Condition.ER);
            case "SU" -> Optional.of(Condition.SU);
            default -> Optional.empty();
        };
    }
}
