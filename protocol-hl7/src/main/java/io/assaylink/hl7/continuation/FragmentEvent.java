// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import io.assaylink.hl7.message.Hl7Message;
import java.util.List;

/** What became of a series of fragments. */
public sealed interface FragmentEvent {

    /**
     * A fragment was taken; more are to come.
     *
     * @param fragment the fragment
     */
    record Taken(Hl7Message fragment) implements FragmentEvent {}

    /**
     * The last fragment came.
     *
     * @param first the first fragment: its MSH-10 is what the application acknowledgment names
     * @param message all fragments as one message
     */
    record Completed(Hl7Message first, Hl7Message message) implements FragmentEvent {}

    /**
     * A series that will never be a message. Keep the fragments for a human; never acknowledge the first one as done.
     *
     * @param fragments what came, in order
     * @param code why
     */
    record Abandoned(List<Hl7Message> fragments, FragmentCode code) implements FragmentEvent {
        /** Copies the list. */
        public Abandoned {
            fragments = List.copyOf(fragments);
        }
    }
}
