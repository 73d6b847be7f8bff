// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.FrameEncoder.Packing;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.query.QueryDialect;
import io.assaylink.astm.query.QueryDialect.Echo;
import io.assaylink.astm.record.AstmMessage;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of a profile text.
 *
 * @param key as it is written
 * @param text the value of a profile, as it is written
 * @param apply a profile with the value that was written
 */
record Setting(
        String key,
        Function<InstrumentProfile, String> text,
        BiFunction<InstrumentProfile, String, InstrumentProfile> apply) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,8})\\s*(ms|s|min)");

    /** All keys, in the order in which they are written. */
    static final List<Setting> ALL = List.of(
            new Setting("name", InstrumentProfile::name, InstrumentProfile::withName),
            link("tolerances", Setting::tolerances, Setting::withTolerances),
            link("text-limit", p -> p.textLimit() + "", (p, v) -> p.withTextLimit(number(v))),
            link("message-limit", p -> p.messageLimit() + "", (p, v) -> p.withMessageLimit(number(v))),
            link("charset", p -> p.charset().name(), (p, v) -> p.withCharset(charset(v))),
            link(
                    "packing",
                    p -> word(p.sending().packing()),
                    (p, v) -> p.withSending(new FrameEncoder(
                            constant(Packing.class, v), p.sending().textLimit()))),
            link(
                    "sent-text-limit",
                    p -> p.sending().textLimit() + "",
                    (p, v) -> p.withSending(new FrameEncoder(p.sending().packing(), number(v)))),
            timer("reply-to-enquiry", LinkTimers::replyToEnquiry, LinkTimers::withReplyToEnquiry),
            timer("enquiry-refused", LinkTimers::enquiryRefused, LinkTimers::withEnquiryRefused),
            timer("contention-instrument", LinkTimers::contentionInstrument, LinkTimers::withContentionInstrument),
            timer("contention-computer", LinkTimers::contentionComputer, LinkTimers::withContentionComputer),
            timer("reply-to-frame", LinkTimers::replyToFrame, LinkTimers::withReplyToFrame),
            timer("receive", LinkTimers::receive, LinkTimers::withReceive),
            timer("frame", LinkTimers::frame, LinkTimers::withFrame),
            timer("hold", LinkTimers::hold, LinkTimers::withHold),
            timer("after-interrupt", LinkTimers::afterInterrupt, LinkTimers::withAfterInterrupt),
            timer("retry-pause", LinkTimers::retryPause, LinkTimers::withRetryPause),
            timer("frame-end", LinkTimers::frameEnd, LinkTimers::withFrameEnd),
            count("sends", LinkTimers::sends, LinkTimers::withSends),
            count("enquiries", LinkTimers::enquiries, LinkTimers::withEnquiries),
            query(
                    "query-specimen-component",
                    q -> q.specimenComponent() + "",
                    (q, v) -> q.withSpecimenComponent(number(v))),
            query("query-abort-cancels", q -> q.abortCancels() ? "yes" : "no", (q, v) -> q.withAbortCancels(yes(v))),
            query("query-echo", q -> word(q.echo()), (q, v) -> q.withEcho(constant(Echo.class, v))),
            new Setting(
                    "control-specimen-prefix",
                    p -> String.join(", ", p.controls().prefixes()),
                    (p, v) -> p.withControls(new ControlNaming(Arrays.stream(v.split(",", -1))
                            .map(String::strip)
                            .filter(prefix -> !prefix.isEmpty())
                            .toList()))));

    private static Setting link(
            String key, Function<LinkProfile, String> text, BiFunction<LinkProfile, String, LinkProfile> apply) {
        return new Setting(key, p -> text.apply(p.link()), (p, value) -> p.withLink(apply.apply(p.link(), value)));
    }

    private static Setting query(
            String key, Function<QueryDialect, String> text, BiFunction<QueryDialect, String, QueryDialect> apply) {
        return new Setting(key, p -> text.apply(p.query()), (p, value) -> p.withQuery(apply.apply(p.query(), value)));
    }

    private static Setting timer(
            String key, Function<LinkTimers, Duration> get, BiFunction<LinkTimers, Duration, LinkTimers> with) {
        return new Setting(
                key,
                p -> written(get.apply(p.timers())),
                (p, value) -> p.withTimers(with.apply(p.timers(), duration(value))));
    }

    private static Setting count(
            String key, Function<LinkTimers, Integer> get, BiFunction<LinkTimers, Integer, LinkTimers> with) {
        return new Setting(
                key,
                p -> get.apply(p.timers()) + "",
                (p, value) -> p.withTimers(with.apply(p.timers(), number(value))));
    }

    private static String tolerances(LinkProfile profile) {
        return profile.tolerances().stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static LinkProfile withTolerances(LinkProfile profile, String value) {
        Set<Tolerance> all = EnumSet.noneOf(Tolerance.class);
        for (String name : value.split(",", -1)) {
            if (!name.isBlank()) {
                all.add(constant(Tolerance.class, name));
            }
        }
        return profile.without(Tolerance.values()).with(all.toArray(new Tolerance[0]));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String value) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        return all.stream()
                .filter(each -> Spelling.plain(each.name()).equals(Spelling.plain(value)))
                .findFirst()
                .orElseThrow(() -> {
                    boolean switches = type == Tolerance.class;
                    List<String> names = all.stream()
                            .map(each -> switches ? each.name() : word(each))
                            .toList();
                    String hint = Spelling.hint(value, names);
                    String choice = hint.isEmpty() && !switches ? "; one of " + String.join(", ", names) : hint;
                    return new IllegalArgumentException("there is no " + value.strip() + choice);
                });
    }

    private static String word(Enum<?> constant) {
        return Spelling.plain(constant.name());
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

    private static Charset charset(String value) {
        try {
            Charset charset = Charset.forName(value);
            if (!charset.canEncode()) {
                throw new IllegalArgumentException("a character set that can be written");
            }
            return AstmMessage.of(new byte[0], charset).charset();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("there is no character set of this name"
                    + Spelling.hint(value, Charset.availableCharsets().keySet()));
        }
    }

    private static Duration duration(String value) {
        Matcher form = DURATION.matcher(value);
        if (!form.matches() || Integer.parseInt(form.group(1)) == 0) {
            throw new IllegalArgumentException("a time such as 15s, 100ms or 2min, above 0");
        }
        long number = Long.parseLong(form.group(1));
        return form.group(2).equals("ms")
                ? Duration.ofMillis(number)
                : form.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }

    private static String written(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
