// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.handler.HubEvent;
import io.assaylink.facilitator.handler.HubRequest;

/** What a {@link Session} wants done, in order. What bears an epoch concerns that connection and no other. */
public sealed interface Effect {

    record Connect(long epoch) implements Effect {}

    record Send(long epoch, byte[] frame) implements Effect {}

    record SendEvent(long epoch, long sequence, byte[] frame) implements Effect {}

    record Disconnect(long epoch, int code, String text) implements Effect {}

    /** Read the outbox; the answer bears {@code read}. */
    record Read(long read, long after, int maxCount, long maxBytes) implements Effect {}

    record Acknowledge(long upto) implements Effect {}

    record DeadLetter(long sequence, String code, String detail) implements Effect {}

    /** Take a waiting event out of the outbox: it expired or was revoked. */
    record Remove(long sequence, String reason) implements Effect {}

    /** Ask the outbox for a new epoch: the hub knows numbers that this outbox never gave. */
    record Renew() implements Effect {}

    /** The hub's events up to here are dealt with: store that. */
    record Received(io.assaylink.facilitator.outbox.Received upto) implements Effect {}

    record Complete(Ask request, Outcome outcome) implements Effect {}

    record Serve(long ticket, HubRequest request, long deadline) implements Effect {}

    /** An event of the hub for its handler. */
    record Handle(long ticket, HubEvent event) implements Effect {}

    /** The answer is wanted no more. */
    record Abandon(long ticket) implements Effect {}

    record Changed(StateChange change) implements Effect {}

    record Count(Counter counter) implements Effect {}

    record Raise(Alarm alarm) implements Effect {}

    /** Everything accepted before the drain is acknowledged, or (false) the time was over. */
    record Drained(boolean all) implements Effect {}

    /** Closed, and no connection is left. */
    record Ended() implements Effect {}
}
