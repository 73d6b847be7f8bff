// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.continuation.FragmentAssembler;
import io.assaylink.hl7.continuation.FragmentCode;
import io.assaylink.hl7.continuation.FragmentEvent;
import io.assaylink.hl7.continuation.FragmentEvent.Abandoned;
import io.assaylink.hl7.continuation.FragmentEvent.Completed;
import io.assaylink.hl7.continuation.FragmentLimits;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.Fragment;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.message.Hl7Message;
import java.util.List;
import java.util.function.Consumer;

/**
 * The fragments of continued messages (HL7 v2 chapter 2.10.2): each gets its own commit answer, the whole message one
 * application answer that names the first.
 */
final class SeriesIntake {

    private final ExchangeOptions options;
    private final Responder responder;
    private final FragmentAssembler assembler;

    SeriesIntake(ExchangeOptions options, Responder responder) {
        this.options = options;
        this.responder = responder;
        this.assembler = new FragmentAssembler(options.fragments().orElse(FragmentLimits.defaults()));
    }

    /**
     * A fragment came.
     *
     * @param known whether the same bytes were taken before: a sender that did not see the answer sends one fragment again
     */
    void take(Hl7Message fragment, long offset, String key, boolean known, long now, Consumer<ExchangeEvent> out) {
        if (known) {
            responder.confirm(fragment, commitOnly(fragment), now, out);
            return;
        }
        assembler.take(fragment, now, event -> {
            if (event instanceof Abandoned abandoned) {
                abandoned(abandoned, List.of(fragment), offset, now, out);
                return;
            }
            out.accept(new Fragment(fragment, responder.hold(fragment, commitOnly(fragment), key, now)));
            if (event instanceof Completed completed) {
                Hl7Message first = completed.first();
                out.accept(new Delivered(
                        completed.message(), responder.hold(first, applicationOnly(first), "", now), false, false));
            }
        });
    }

    long nextDeadline() {
        return assembler.nextDeadline();
    }

    void tick(long now, Consumer<ExchangeEvent> out) {
        assembler.tick(now, event -> given(event, now, out));
    }

    void closed(Consumer<ExchangeEvent> out) {
        assembler.closed(event -> given(event, 0, out));
    }

    private void given(FragmentEvent event, long now, Consumer<ExchangeEvent> out) {
        if (event instanceof Abandoned abandoned) {
            abandoned(abandoned, List.of(), -1, now, out);
        }
    }

    /** The fragment that came is refused by itself if it is among them; the first one as a whole, so that it is sent again. */
    private void abandoned(
            Abandoned abandoned, List<Hl7Message> now, long offset, long time, Consumer<ExchangeEvent> out) {
        ExchangeCode code = ExchangeCode.valueOf(abandoned.code().name());
        for (Hl7Message fragment : abandoned.fragments()) {
            out.accept(new Rejected(fragment, code, now.contains(fragment) ? offset : -1));
        }
        Hl7Message first = abandoned.fragments().get(0);
        if (abandoned.code() == FragmentCode.FRAGMENT_UNKNOWN) {
            responder.reject(first, options.acknowledgments().policyOf(first), true, time, out);
            return;
        }
        Hl7Message last = abandoned.fragments().get(abandoned.fragments().size() - 1);
        if (now.contains(last)) {
            responder.reject(last, commitOnly(last), true, time, out);
        }
        responder.reject(first, applicationOnly(first), true, time, out);
    }

    private AckPolicy commitOnly(Hl7Message fragment) {
        AckPolicy policy = options.acknowledgments().policyOf(fragment);
        return policy.original() ? AckPolicy.never() : AckPolicy.enhancedMode(policy.commit(), AckPolicy.Condition.NE);
    }

    private AckPolicy applicationOnly(Hl7Message first) {
        AckPolicy policy = options.acknowledgments().policyOf(first);
        return policy.original() ? policy : AckPolicy.enhancedMode(AckPolicy.Condition.NE, policy.application());
    }
}
