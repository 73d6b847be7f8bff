// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

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
 * @param answerTimeout from when a message was handed to the connection to its final answer
 * @param charset of the messages, whatever MSH-18 says; empty: MSH-18 decides
 */
public record ExchangeOptions(
        MllpProfile framing, int heldLimit, int sendWindow, Duration answerTimeout, Optional<Charset> charset) {

    /** Checks the limits. */
    public ExchangeOptions {
        if (framing.release2()) {
            throw new IllegalArgumentException("the exchange speaks MLLP Release 1");
        }
        if (heldLimit < 1 || sendWindow < 1 || answerTimeout.isNegative() || answerTimeout.isZero()) {
            throw new IllegalArgumentException("limits and the timeout must be positive");
        }
    }

    /** Lenient framing, 16 held, one outstanding, 30 seconds. */
    public static ExchangeOptions defaults() {
        return new ExchangeOptions(MllpProfile.mllpLenient(), 16, 1, Duration.ofSeconds(30), Optional.empty());
    }

    /** A copy with this framing. */
    public ExchangeOptions withFraming(MllpProfile profile) {
        return new ExchangeOptions(profile, heldLimit, sendWindow, answerTimeout, charset);
    }

    /** A copy with these windows. */
    public ExchangeOptions withWindows(int held, int sent) {
        return new ExchangeOptions(framing, held, sent, answerTimeout, charset);
    }

    /** A copy with this timeout. */
    public ExchangeOptions withAnswerTimeout(Duration timeout) {
        return new ExchangeOptions(framing, heldLimit, sendWindow, timeout, charset);
    }

    /** A copy for a peer whose MSH-18 is wrong or empty. */
    public ExchangeOptions withCharset(Charset override) {
        return new ExchangeOptions(framing, heldLimit, sendWindow, answerTimeout, Optional.of(override));
    }
}
