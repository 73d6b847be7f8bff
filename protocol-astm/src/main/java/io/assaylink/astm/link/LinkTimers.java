// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.time.Duration;
import java.util.function.Consumer;

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
        return with(copy -> copy.replyToEnquiry = value);
    }

    /** A copy with this enquiryRefused. */
    public LinkTimers withEnquiryRefused(Duration value) {
        return with(copy -> copy.enquiryRefused = value);
    }

    /** A copy with this contentionInstrument. */
    public LinkTimers withContentionInstrument(Duration value) {
        return with(copy -> copy.contentionInstrument = value);
    }

    /** A copy with this contentionComputer. */
    public LinkTimers withContentionComputer(Duration value) {
        return with(copy -> copy.contentionComputer = value);
    }

    /** A copy with this replyToFrame. */
    public LinkTimers withReplyToFrame(Duration value) {
        return with(copy -> copy.replyToFrame = value);
    }

    /** A copy with this receive. */
    public LinkTimers withReceive(Duration value) {
        return with(copy -> copy.receive = value);
    }

    /** A copy with this frame. */
    public LinkTimers withFrame(Duration value) {
        return with(copy -> copy.frame = value);
    }

    /** A copy with this hold. */
    public LinkTimers withHold(Duration value) {
        return with(copy -> copy.hold = value);
    }

    /** A copy with this afterInterrupt. */
    public LinkTimers withAfterInterrupt(Duration value) {
        return with(copy -> copy.afterInterrupt = value);
    }

    /** A copy with this retryPause. */
    public LinkTimers withRetryPause(Duration value) {
        return with(copy -> copy.retryPause = value);
    }

    /** A copy with this frameEnd. */
    public LinkTimers withFrameEnd(Duration value) {
        return with(copy -> copy.frameEnd = value);
    }

    /** A copy with this sends. */
    public LinkTimers withSends(int value) {
        return with(copy -> copy.sends = value);
    }

    /** A copy with this enquiries. */
    public LinkTimers withEnquiries(int value) {
        return with(copy -> copy.enquiries = value);
    }

    private LinkTimers with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.timers();
    }

    /** The same values by name, some of which are to be others. */
    private static final class Copy {
        private Duration replyToEnquiry;
        private Duration enquiryRefused;
        private Duration contentionInstrument;
        private Duration contentionComputer;
        private Duration replyToFrame;
        private Duration receive;
        private Duration frame;
        private Duration hold;
        private Duration afterInterrupt;
        private Duration retryPause;
        private Duration frameEnd;
        private int sends;
        private int enquiries;

        Copy(LinkTimers of) {
            replyToEnquiry = of.replyToEnquiry;
            enquiryRefused = of.enquiryRefused;
            contentionInstrument = of.contentionInstrument;
            contentionComputer = of.contentionComputer;
            replyToFrame = of.replyToFrame;
            receive = of.receive;
            frame = of.frame;
            hold = of.hold;
            afterInterrupt = of.afterInterrupt;
            retryPause = of.retryPause;
            frameEnd = of.frameEnd;
            sends = of.sends;
            enquiries = of.enquiries;
        }

        LinkTimers timers() {
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
                    enquiries);
        }
    }
}
