// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.AckPolicy.Condition;
import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.dialect.AnalyzerDialect.Dialogue;
import io.assaylink.hl7.dialect.AnalyzerDialect.Role;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.ExchangeOptions.Correlation;
import io.assaylink.hl7.exchange.ExchangeOptions.Repeats;
import io.assaylink.hl7.message.Hl7Problem;
import io.assaylink.hl7.message.MessageProfile;
import io.assaylink.hl7.message.MessageProfile.Terminator;
import io.assaylink.hl7.mllp.MllpCode;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of a dialect's text.
 *
 * @param key as it is written
 * @param text the value of a dialect, as it is written
 * @param apply a dialect with the value that was written
 */
record Setting(
        String key,
        Function<AnalyzerDialect, String> text,
        BiFunction<AnalyzerDialect, String, AnalyzerDialect> apply) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,8})\\s*(ms|s|min)");
    private static final String AS_ASKED = "as-asked";
    private static final String NONE = "none";

    /** Acknowledgments by agreement, whatever a message asks for. */
    private static final Map<String, AckPolicy> MODES = new TreeMap<>(Map.of(
            "application", AckPolicy.originalMode(),
            "commit", AckPolicy.enhancedMode(Condition.AL, Condition.NE),
            "both", AckPolicy.enhancedMode(Condition.AL, Condition.AL),
            "none", AckPolicy.never()));

    /** All keys, in the order in which they are written. */
    static final List<Setting> ALL = List.of(
            new Setting("name", AnalyzerDialect::name, AnalyzerDialect::withName),
            new Setting("roles", d -> words(d.roles()), (d, v) -> d.withRoles(set(Role.class, v))),
            new Setting("dialogues", d -> words(d.dialogues()), (d, v) -> d.withDialogues(set(Dialogue.class, v))),
            acks("ack-mode", Setting::mode, Setting::withMode),
            acks("ack-text", a -> yes(a.statusText()), (a, v) -> a.withStatusText(yes(v))),
            acks("ack-number", a -> yes(a.statusCode()), (a, v) -> a.withStatusCode(yes(v))),
            acks("ack-error-on-success", a -> yes(a.errorOnSuccess()), (a, v) -> a.withErrorOnSuccess(yes(v))),
            acks("ack-plain-type", a -> yes(a.plainType()), (a, v) -> a.withPlainType(yes(v))),
            acks("ack-conditions", a -> yes(a.conditions()), (a, v) -> a.withConditions(yes(v))),
            exchange(
                    "correlation",
                    e -> word(e.correlation()),
                    (e, v) -> e.withCorrelation(constant(Correlation.class, v))),
            exchange("repeats", e -> word(e.repeats()), (e, v) -> e.withRepeats(constant(Repeats.class, v))),
            reading("charset", r -> name(r.charset()), (r, v) -> withCharsets(r, charset(v), r.defaultCharset())),
            reading(
                    "default-charset",
                    r -> name(r.defaultCharset()),
                    (r, v) -> withCharsets(r, r.charset(), charset(v))),
            reading("detect-utf-8", r -> yes(r.detectUtf8()), (r, v) -> r.withDetectUtf8(yes(v))),
            reading("terminator", r -> word(r.terminator()), (r, v) -> r.withTerminator(constant(Terminator.class, v))),
            reading("join-broken-lines", r -> yes(r.joinBrokenLines()), (r, v) -> r.withJoinBrokenLines(yes(v))),
            reading(
                    "message-tolerances",
                    r -> names(r.tolerated()),
                    (r, v) -> r.withTolerated(set(Hl7Problem.Code.class, v))),
            framing("framing-tolerances", f -> names(f.tolerated()), (f, v) -> f.withTolerated(set(MllpCode.class, v))),
            framing("message-limit", f -> f.messageLimit() + "", (f, v) -> f.withLimits(number(v), f.gapLimit())),
            framing("gap-limit", f -> f.gapLimit() + "", (f, v) -> f.withLimits(f.messageLimit(), number(v))),
            framing("end-grace", f -> written(f.grace()), (f, v) -> f.withTimes(duration(v), f.silence(), f.total())),
            framing(
                    "frame-silence",
                    f -> written(f.silence()),
                    (f, v) -> f.withTimes(f.grace(), duration(v), f.total())),
            framing("frame-total", f -> written(f.total()), (f, v) -> f.withTimes(f.grace(), f.silence(), duration(v))),
            exchange("answer-timeout", e -> written(e.times().answer()), (e, v) -> e.withAnswerTimeout(duration(v))),
            exchange(
                    "application-timeout",
                    e -> written(e.times().application()),
                    (e, v) -> e.withApplicationTimeout(duration(v))),
            exchange(
                    "hold-timeout",
                    e -> e.times().hold().map(Setting::written).orElse(NONE),
                    (e, v) -> v.equals(NONE) ? e.withoutHoldTimeout() : e.withHoldTimeout(duration(v))),
            exchange("held-limit", e -> e.heldLimit() + "", (e, v) -> e.withWindows(number(v), e.sendWindow())),
            exchange("send-window", e -> e.sendWindow() + "", (e, v) -> e.withWindows(e.heldLimit(), number(v))));

    private static Setting exchange(
            String key,
            Function<ExchangeOptions, String> text,
            BiFunction<ExchangeOptions, String, ExchangeOptions> apply) {
        return new Setting(
                key, d -> text.apply(d.exchange()), (d, value) -> d.withExchange(apply.apply(d.exchange(), value)));
    }

    private static Setting acks(
            String key, Function<AckProfile, String> text, BiFunction<AckProfile, String, AckProfile> apply) {
        return exchange(
                key,
                e -> text.apply(e.acknowledgments()),
                (e, value) -> e.withAcknowledgments(apply.apply(e.acknowledgments(), value)));
    }

    private static Setting reading(
            String key,
            Function<MessageProfile, String> text,
            BiFunction<MessageProfile, String, MessageProfile> apply) {
        return exchange(
                key, e -> text.apply(e.reading()), (e, value) -> e.withReading(apply.apply(e.reading(), value)));
    }

    private static Setting framing(
            String key, Function<MllpProfile, String> text, BiFunction<MllpProfile, String, MllpProfile> apply) {
        return exchange(
                key, e -> text.apply(e.framing()), (e, value) -> e.withFraming(apply.apply(e.framing(), value)));
    }

    private static String mode(AckProfile profile) {
        if (profile.mode().isEmpty()) {
            return AS_ASKED;
        }
        return MODES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(profile.mode().get()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("?");
    }

    private static AckProfile withMode(AckProfile profile, String value) {
        String word = Spelling.plain(value);
        if (word.equals(AS_ASKED)) {
            return new AckProfile(
                    Optional.empty(),
                    profile.plainType(),
                    profile.statusText(),
                    profile.statusCode(),
                    profile.errorOnSuccess(),
                    profile.conditions());
        }
        AckPolicy mode = MODES.get(word);
        if (mode == null) {
            throw new IllegalArgumentException(
                    "there is no " + value + "; one of " + AS_ASKED + ", " + String.join(", ", MODES.keySet()));
        }
        return profile.withMode(mode);
    }

    private static MessageProfile withCharsets(
            MessageProfile reading, Optional<Charset> override, Optional<Charset> otherwise) {
        return new MessageProfile(
                reading.tolerated(),
                override,
                otherwise,
                reading.detectUtf8(),
                reading.terminator(),
                reading.joinBrokenLines(),
                reading.formatting(),
                reading.problemLimit());
    }

    private static String name(Optional<Charset> charset) {
        return charset.map(Charset::name).orElse(NONE);
    }

    private static Optional<Charset> charset(String value) {
        if (value.equals(NONE)) {
            return Optional.empty();
        }
        Optional<Charset> known = Hl7Charset.forName(value);
        try {
            return Optional.of(known.orElseGet(() -> Charset.forName(value)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("there is no character set of this name"
                    + Spelling.hint(value, Charset.availableCharsets().keySet()));
        }
    }

    private static <E extends Enum<E>> Set<E> set(Class<E> type, String value) {
        Set<E> all = EnumSet.noneOf(type);
        for (String name : value.split(",", -1)) {
            if (!name.isBlank() && !value.equals(NONE)) {
                all.add(constant(type, name));
            }
        }
        return all;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String value) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        return all.stream()
                .filter(each -> Spelling.plain(each.name()).equals(Spelling.plain(value)))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = all.stream().map(Setting::word).toList();
                    String hint = Spelling.hint(value, names);
                    String choice = hint.isEmpty() && all.size() < 8 ? "; one of " + String.join(", ", names) : hint;
                    return new IllegalArgumentException("there is no " + value.strip() + choice);
                });
    }

    private static String words(Set<? extends Enum<?>> all) {
        return all.isEmpty() ? NONE : all.stream().map(Setting::word).sorted().collect(Collectors.joining(", "));
    }

    private static String names(Set<? extends Enum<?>> all) {
        return all.isEmpty() ? NONE : all.stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return Spelling.plain(constant.name());
    }

    private static String yes(boolean on) {
        return on ? "yes" : "no";
    }

    private static boolean yes(String value) {
        if (!value.equals("yes") && !value.equals("no")) {
            throw new IllegalArgumentException("yes or no");
        }
        return value.equals("yes");
    }

    private static int number(String value) {
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("a whole number without a unit");
        }
        return Integer.parseInt(value);
    }

    private static Duration duration(String value) {
        Matcher form = DURATION.matcher(value);
        if (!form.matches() || Integer.parseInt(form.group(1)) == 0) {
            throw new IllegalArgumentException("a time such as 15s, 100ms or 2min, above 0");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private static String written(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
