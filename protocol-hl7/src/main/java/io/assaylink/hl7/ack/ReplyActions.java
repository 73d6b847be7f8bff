// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sender does about each answer, as data: by MSA-1, by error number (table 0357), and about no answer at all.
 *
 * <p>As text: {@code AA=DONE CA=DONE AE=RETRY CE=RETRY AR=FAIL CR=FAIL 206=RETRY OTHER=RETRY SILENCE=RETRY}.
 *
 * @param byCode for each code of table 0008
 * @param byError for numbers of ERR-3 (ERR-1.4 before 2.5, or MSA-6) of a negative answer; they come before its code, the
 *     last one of {@link Action} wins
 * @param other for an MSA-1 that is none of table 0008
 * @param silence for no answer in time
 */
public record ReplyActions(Map<AckCode, Action> byCode, Map<Integer, Action> byError, Action other, Action silence) {

    /** What a sender does with its message; a later one is graver. */
    public enum Action {
        /** The message is delivered. */
        DONE,
        /** Send the same bytes again after a pause. */
        RETRY,
        /** This message will never be taken: put it aside, go on with the next. */
        FAIL,
        /** Stop sending, keep the message, call an operator. */
        SUSPEND,
        /** Close the connection, keep the message, send it on the next one. */
        DISCONNECT
    }

    private static final ReplyActions DEFAULTS = new ReplyActions(
            Map.of(
                    AckCode.AA, Action.DONE,
                    AckCode.CA, Action.DONE,
                    AckCode.AE, Action.RETRY,
                    AckCode.CE, Action.RETRY,
                    AckCode.AR, Action.FAIL,
                    AckCode.CR, Action.FAIL),
            Map.of(),
            Action.RETRY,
            Action.RETRY);

    /** Copies the maps and checks that each code has an action and that a positive one is no failure. */
    public ReplyActions {
        byCode = Map.copyOf(byCode);
        byError = Map.copyOf(byError);
        if (byCode.size() < AckCode.values().length) {
            throw new IllegalArgumentException("each code needs an action");
        } else if (other == Action.DONE || silence == Action.DONE || byError.containsValue(Action.DONE)) {
            throw new IllegalArgumentException("only a code can mean DONE");
        }
    }

    /** AE, CE, unknown codes and silence: retry. AR and CR: fail. */
    public static ReplyActions defaults() {
        return DEFAULTS;
    }

    /** A copy with this action for {@code code}. */
    public ReplyActions with(AckCode code, Action action) {
        Map<AckCode, Action> codes = new EnumMap<>(byCode);
        codes.put(code, action);
        return new ReplyActions(codes, byError, other, silence);
    }

    /** A copy with this action for an error number of table 0357, or of the peer's own. */
    public ReplyActions withError(int number, Action action) {
        Map<Integer, Action> errors = new TreeMap<>(byError);
        errors.put(number, action);
        return new ReplyActions(byCode, errors, other, silence);
    }

    /** A copy with this action for unknown codes. */
    public ReplyActions withOther(Action action) {
        return new ReplyActions(byCode, byError, action, silence);
    }

    /** A copy with this action for no answer. */
    public ReplyActions withSilence(Action action) {
        return new ReplyActions(byCode, byError, other, action);
    }

    /**
     * Reads {@link #toString()}'s form; what is not named stays as in {@link #defaults()}. Blanks or commas part the entries.
     *
     * @throws IllegalArgumentException for anything else, with the entry that cannot be read
     */
    public static ReplyActions parse(String text) {
        ReplyActions all = DEFAULTS;
        for (String entry : text.strip().toUpperCase(Locale.ROOT).split("[,\\s]+", -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            int at = entry.indexOf('=');
            String name = at < 0 ? entry : entry.substring(0, at);
            Action action = Action.valueOf(at < 0 ? "" : entry.substring(at + 1));
            if (name.equals("OTHER")) {
                all = all.withOther(action);
            } else if (name.equals("SILENCE")) {
                all = all.withSilence(action);
            } else if (name.matches("\\d{1,6}")) {
                all = all.withError(Integer.parseInt(name), action);
            } else {
                all = all.with(
                        AckCode.of(name)
                                .orElseThrow(() -> new IllegalArgumentException("no code of table 0008: " + entry)),
                        action);
            }
        }
        return all;
    }

    /** What to do about {@code answer}: by the gravest of its errors that has an action, else by its code. */
    public Action of(Hl7Message answer) {
        Optional<AckCode> code = AckCode.of(answer.get("MSA-1").text());
        if (code.filter(AckCode::isPositive).isEmpty()) {
            Optional<Action> gravest = Optional.empty();
            gravest = graver(gravest, answer.get("MSA-6.1").text());
            for (Segment segment : answer.segments()) {
                if (segment.id().equals("ERR")) {
                    gravest = graver(gravest, segment.component(3, 1).text());
                    gravest = graver(gravest, segment.subcomponent(1, 4, 1).text());
                }
            }
            if (gravest.isPresent()) {
                return gravest.get();
            }
        }
        return code.map(byCode::get).orElse(other);
    }

    /** The entries, in the order of table 0008, then errors by number. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (AckCode code : AckCode.values()) {
            text.append(code).append('=').append(byCode.get(code)).append(' ');
        }
        new TreeMap<>(byError)
                .forEach((number, action) ->
                        text.append(number).append('=').append(action).append(' '));
        return text.append("OTHER=")
                .append(other)
                .append(" SILENCE=")
                .append(silence)
                .toString();
    }

    private Optional<Action> graver(Optional<Action> sofar, String number) {
        if (!number.matches("\\d{1,6}")) {
            return sofar;
        }
        Action action = byError.get(Integer.parseInt(number));
        return action == null || (sofar.isPresent() && sofar.get().compareTo(action) >= 0)
                ? sofar
                : Optional.of(action);
    }
}
