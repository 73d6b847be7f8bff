// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.time.Duration;

/**
 * Timers and counts of E1381 6.5, LIS01-A2 6.5. The defaults are those of the standard.
 *
 * @param replyToEnquiry sender: from ENQ to its answer, 15 s
 * @param enquiryRefused sender: pause after NAK to ENQ, at least 10 s
 * @param contentionInstrument instrument: pause after a contention, at least 1 s
 * @param contentionComputer computer: how long it yields after a contention, 20 s
 * @param replyToFrame sender: from the last byte of a frame to its answer, 15 s
 * @param receive receiver: from its answer to the next frame, and between the bytes of one, 30 s
 * @param frame receiver: from STX to the end of the frame, never reset by bytes, 60 s
 * @param hold receiver: how long a message may wait for accept, below the sender's 15 s: 10 s
 * @param afterInterrupt sender: quiet after it honoured a receiver interrupt, 15 s
 * @param retryPause sender: pause after a message failed, 10 s
 * @param frameEnd receiver: silence that ends a frame whose line end never comes, 100 ms; only with the FRAME_END_ switches
 * @param sends sender: how often one frame is sent in all before the message fails, 6
 * @param enquiries sender: how often ENQ is refused before the message fails, 6
 */
public record LinkTimers(
        Duration replyToEnquiry,
        Duration enquiryRefused,
        Duration contentionInstrument,
        Duration contentionComputer,
        Duration replyToFrame,
        Duration receive,
        Duration frame,
        Duration hold,
        Duration afterInterrupt,
        Duration retryPause,
        Duration frameEnd,
        int sends,
        int enquiries) {

    public LinkTimers {
        if (sends < 1 || enquiries < 1) {
            throw new IllegalArgumentException("at least one attempt");
        }
    }

    /** The values of the standard. */
    public static LinkTimers defaults() {
        return new LinkTimers(
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                6,
                6);
    }

    /** A copy with this replyToEnquiry. */
    public LinkTimers withReplyToEnquiry(Duration value) {
        return new LinkTimers(
                value,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this enquiryRefused. */
    public LinkTimers withEnquiryRefused(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                value,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this contentionInstrument. */
    public LinkTimers withContentionInstrument(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                value,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this contentionComputer. */
    public LinkTimers withContentionComputer(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                value,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this replyToFrame. */
    public LinkTimers withReplyToFrame(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                value,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this receive. */
    public LinkTimers withReceive(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                value,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this frame. */
    public LinkTimers withFrame(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                value,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this hold. */
    public LinkTimers withHold(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                value,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this afterInterrupt. */
    public LinkTimers withAfterInterrupt(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                value,
                retryPause,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this retryPause. */
    public LinkTimers withRetryPause(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                value,
                frameEnd,
                sends,
                enquiries);
    }

    /** A copy with this frameEnd. */
    public LinkTimers withFrameEnd(Duration value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                value,
                sends,
                enquiries);
    }

    /** A copy with this sends. */
    public LinkTimers withSends(int value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                value,
                enquiries);
    }

    /** A copy with this enquiries. */
    public LinkTimers withEnquiries(int value) {
        return new LinkTimers(
                replyToEnquiry,
                enquiryRefused,
                contentionInstrument,
                contentionComputer,
                replyToFrame,
                receive,
                frame,
                hold,
                afterInterrupt,
                retryPause,
                frameEnd,
                sends,
                value);
    }
}
