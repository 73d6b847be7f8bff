// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Hl7Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    // one of each for all, so that none is made for a message
    private static final Optional<Condition> ALWAYS = Optional.of(Condition.AL);
    private static final Optional<Condition> NEVER = Optional.of(Condition.NE);
    private static final Optional<Condition> ERROR = Optional.of(Condition.ER);
    private static final Optional<Condition> SUCCESS = Optional.of(Condition.SU);
    private static final List<AckCode> BOTH = List.of(AckCode.CA, AckCode.AA);
    private static final List<AckCode> COMMIT = List.of(AckCode.CA);
    private static final List<AckCode> APPLICATION = List.of(AckCode.AA);
    private static final AckPolicy ORIGINAL = new AckPolicy(true, Condition.NE, Condition.AL);
    private static final Map<Condition, Map<Condition, AckPolicy>> ENHANCED = new EnumMap<>(Condition.class);

    static {
        for (Condition commit : Condition.values()) {
            Map<Condition, AckPolicy> row = new EnumMap<>(Condition.class);
            for (Condition application : Condition.values()) {
                row.put(application, new AckPolicy(false, commit, application));
            }
            ENHANCED.put(commit, row);
        }
    }

    /** Original mode: one application answer, always. */
    public static AckPolicy originalMode() {
        return ORIGINAL;
    }

    /** Enhanced mode with these conditions. */
    public static AckPolicy enhancedMode(Condition commit, Condition application) {
        return Objects.requireNonNull(
                Objects.requireNonNull(ENHANCED.get(commit)).get(application));
    }

    /** No answer at all. */
    public static AckPolicy never() {
        return enhancedMode(Condition.NE, Condition.NE);
    }

    /** What {@code request} asks for. */
    public static AckPolicy of(Hl7Message request) {
        if (isAcknowledgment(request)) {
            return never();
        }
        return of(condition(request, "MSH-15.1"), condition(request, "MSH-16.1"));
    }

    /** Whether MSH-9 says ACK: such a message is never acknowledged. */
    public static boolean isAcknowledgment(Hl7Message message) {
        return message.type().code().equals("ACK");
    }

    /** The answers, in order, to a message that was stored and accepted. */
    public List<AckCode> onSuccess() {
        if (commit.onSuccess()) {
            return application.onSuccess() ? BOTH : COMMIT;
        }
        return application.onSuccess() ? APPLICATION : List.of();
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

    /**
     * The answers, in order, to a message that was stored but that the application cannot use: its commit answer stays
     * positive.
     *
     * @param mayTryAgain AE if true, else AR
     */
    public List<AckCode> onApplicationError(boolean mayTryAgain) {
        List<AckCode> codes = new ArrayList<>(2);
        if (commit.onSuccess()) {
            codes.add(AckCode.CA);
        }
        if (application.onError()) {
            codes.add(mayTryAgain ? AckCode.AE : AckCode.AR);
        }
        return List.copyOf(codes);
    }

    /** The condition two letters in upper case name; empty for what table 0155 does not know. */
    static Optional<Condition> condition(int first, int second) {
        if (first == 'A' && second == 'L') {
            return ALWAYS;
        } else if (first == 'N' && second == 'E') {
            return NEVER;
        } else if (first == 'E' && second == 'R') {
            return ERROR;
        }
        return first == 'S' && second == 'U' ? SUCCESS : Optional.empty();
    }

    static AckPolicy of(Optional<Condition> commit, Optional<Condition> application) {
        return commit.isEmpty() && application.isEmpty()
                ? ORIGINAL
                : enhancedMode(commit.orElse(Condition.NE), application.orElse(Condition.NE));
    }

    private static Optional<Condition> condition(Hl7Message request, String path) {
        String text = request.get(path).text().strip().toUpperCase(Locale.ROOT);
        return text.length() == 2 ? condition(text.charAt(0), text.charAt(1)) : Optional.empty();
    }
}
