// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.continuation.FragmentLimits;
import io.assaylink.hl7.message.MessageProfile;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;

/**
 * How one connection behaves.
 *
 * @param framing Release 1 only
 * @param heldLimit most messages delivered and not settled yet; beyond it messages wait and
 *     {@link Exchange#wantsBytes()} is false
 * @param sendWindow most messages sent and not answered yet; the standard allows 1
 * @param times how long is waited
 * @param reading how messages are read: reading, segment terminators, broken lines
 * @param correlation how the answers to our messages are found
 * @param repeats what becomes of a message whose bytes came before
 * @param batches what becomes of a batch in a frame
 * @param acknowledgments how our answers look
 * @param fragments whether continued messages are put together, and at what cost; empty: each is delivered as it is
 */
public record ExchangeOptions(
        MllpProfile framing,
        int heldLimit,
        int sendWindow,
        Times times,
        MessageProfile reading,
        Correlation correlation,
        Repeats repeats,
        Batches batches,
        AckProfile acknowledgments,
        Optional<FragmentLimits> fragments) {

    /**
     * How long is waited.
     *
     * @param answer from when a message of ours was handed to the connection to its first answer
     * @param application from the commit answer, or from one of several answers, to the next
     * @param hold from delivery to when an unsettled hold is refused as transient, so that the sender learns it before its own
     *     timeout; empty: never
     */
    public record Times(Duration answer, Duration application, Optional<Duration> hold) {
        /** Checks that they are positive. */
        public Times {
            if (isNone(answer)
                    || isNone(application)
                    || hold.filter(Times::isNone).isPresent()) {
                throw new IllegalArgumentException("times must be positive");
            }
        }

        private static boolean isNone(Duration time) {
            return time.isNegative() || time.isZero();
        }
    }

    /** How an answer finds its message. */
    public enum Correlation {
        /** MSA-2 is the MSH-10 of the message, byte for byte. */
        BY_CONTROL_ID,
        /**
         * The one message outstanding is meant, whatever MSA-2 says, unless it names one that ended before. For devices
         * whose ids are not unique. The window is 1, and a timeout ends the connection: send messages only that ask for an
         * answer always.
         */
        IN_ORDER,
        /**
         * By MSA-2; where that names nothing known and exactly one message is outstanding, that one. A timeout ends the
         * connection.
         */
        BY_CONTROL_ID_THEN_ORDER
    }

    /** What becomes of a message with the same sender, MSH-10 and bytes as one remembered. */
    public enum Repeats {
        /** Suppressed and answered again only if its positive answer was never written; else delivered and flagged. */
        ANSWER_UNANSWERED,
        /** Suppressed and answered again, as long as it is remembered. For senders whose ids are unique. */
        ANSWER_ALL,
        /** Delivered and flagged, always. For devices that send the same bytes for different results. */
        DELIVER_ALL
    }

    /**
     * Batches in a frame.
     *
     * @param answers what is answered
     * @param refuseMiscounted whether a batch whose counts do not agree, or that lacks a header or trailer of its own, is
     *     refused whole as transient; else it is noted
     */
    public record Batches(Answers answers, boolean refuseMiscounted) {
        /** What a batch is answered with, when all its messages are settled. By agreement with the sender. */
        public enum Answers {
            /** Batches are not taken: {@link ExchangeCode#BATCH}. */
            REFUSED,
            /** A batch with an answer to each message. */
            ALL,
            /** A batch with the negative answers only; an empty one if there are none. */
            ERRORS,
            /** Nothing. */
            NONE
        }
    }

    private static final ExchangeOptions DEFAULTS = new ExchangeOptions(
            MllpProfile.mllpLenient(),
            16,
            1,
            new Times(Duration.ofSeconds(30), Duration.ofSeconds(60), Optional.of(Duration.ofSeconds(10))),
            MessageProfile.strict(),
            Correlation.BY_CONTROL_ID,
            Repeats.ANSWER_UNANSWERED,
            new Batches(Batches.Answers.ALL, false),
            AckProfile.defaults(),
            Optional.empty());

    /** Checks the limits. */
    public ExchangeOptions {
        if (framing.release2()) {
            throw new IllegalArgumentException("the exchange speaks MLLP Release 1");
        } else if (heldLimit < 1 || sendWindow < 1) {
            throw new IllegalArgumentException("limits must be positive");
        } else if (correlation == Correlation.IN_ORDER && sendWindow > 1) {
            throw new IllegalArgumentException("answers are found by order only with one message outstanding");
        }
    }

    /**
     * Lenient framing, 16 held, one outstanding; 30 seconds to the first answer, 60 to the application answer, 10 for a hold;
     * answers by id; batches answered in full; fragments not put together.
     */
    public static ExchangeOptions defaults() {
        return DEFAULTS;
    }

    /** From hand-over to the first answer. */
    public Duration answerTimeout() {
        return times.answer();
    }

    /** A copy with this framing. */
    public ExchangeOptions withFraming(MllpProfile profile) {
        return new ExchangeOptions(
                profile,
                heldLimit,
                sendWindow,
                times,
                reading,
                correlation,
                repeats,
                batches,
                acknowledgments,
                fragments);
    }

    /** A copy with these windows. */
    public ExchangeOptions withWindows(int held, int sent) {
        return new ExchangeOptions(
                framing, held, sent, times, reading, correlation, repeats, batches, acknowledgments, fragments);
    }

    /** A copy with this time to the first answer. */
    public ExchangeOptions withAnswerTimeout(Duration timeout) {
        return withTimes(new Times(timeout, times.application(), times.hold()));
    }

    /** A copy with this time from the commit answer to the application answer. */
    public ExchangeOptions withApplicationTimeout(Duration timeout) {
        return withTimes(new Times(times.answer(), timeout, times.hold()));
    }

    /** A copy that refuses what is not settled in this time. */
    public ExchangeOptions withHoldTimeout(Duration timeout) {
        return withTimes(new Times(times.answer(), times.application(), Optional.of(timeout)));
    }

    /** A copy that waits for holds for ever. */
    public ExchangeOptions withoutHoldTimeout() {
        return withTimes(new Times(times.answer(), times.application(), Optional.empty()));
    }

    /** A copy with these times. */
    public ExchangeOptions withTimes(Times all) {
        return new ExchangeOptions(
                framing,
                heldLimit,
                sendWindow,
                all,
                reading,
                correlation,
                repeats,
                batches,
                acknowledgments,
                fragments);
    }

    /** A copy that reads messages so. */
    public ExchangeOptions withReading(MessageProfile profile) {
        return new ExchangeOptions(
                framing,
                heldLimit,
                sendWindow,
                times,
                profile,
                correlation,
                repeats,
                batches,
                acknowledgments,
                fragments);
    }

    /** A copy for a peer whose MSH-18 is wrong or empty. */
    public ExchangeOptions withCharset(Charset override) {
        return withReading(reading.withCharset(override));
    }

    /** A copy that finds answers so. */
    public ExchangeOptions withCorrelation(Correlation how) {
        return new ExchangeOptions(
                framing, heldLimit, sendWindow, times, reading, how, repeats, batches, acknowledgments, fragments);
    }

    /** A copy that treats repeats so. */
    public ExchangeOptions withRepeats(Repeats how) {
        return new ExchangeOptions(
                framing, heldLimit, sendWindow, times, reading, correlation, how, batches, acknowledgments, fragments);
    }

    /** A copy that treats batches so. */
    public ExchangeOptions withBatches(Batches how) {
        return new ExchangeOptions(
                framing, heldLimit, sendWindow, times, reading, correlation, repeats, how, acknowledgments, fragments);
    }

    /** A copy whose answers look so. */
    public ExchangeOptions withAcknowledgments(AckProfile profile) {
        return new ExchangeOptions(
                framing, heldLimit, sendWindow, times, reading, correlation, repeats, batches, profile, fragments);
    }

    /** A copy that puts continued messages together within these limits. */
    public ExchangeOptions withFragments(FragmentLimits limits) {
        return new ExchangeOptions(
                framing,
                heldLimit,
                sendWindow,
                times,
                reading,
                correlation,
                repeats,
                batches,
                acknowledgments,
                Optional.of(limits));
    }
}
