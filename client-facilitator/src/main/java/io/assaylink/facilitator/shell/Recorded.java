// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.StateChange;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a flight recording shows of a client; nothing is made where nobody records. No payload. */
final class Recorded {
    private Recorded() {}

    static void changed(String clientId, StateChange change) {
        Transition event = new Transition();
        if (event.isEnabled()) {
            event.client = clientId;
            event.from = change.from().name();
            event.to = change.to().name();
            event.reason = change.reason();
            event.epoch = change.epoch();
            event.commit();
        }
    }

    static void raised(String clientId, Alarm alarm) {
        Raised event = new Raised();
        if (event.isEnabled()) {
            event.client = clientId;
            event.code = alarm.code();
            event.first = alarm.from();
            event.last = alarm.to();
            event.commit();
        }
    }

    @Name("io.assaylink.SessionTransition")
    @Label("Session transition")
    @Category("Assaylink")
    @StackTrace(false)
    static final class Transition extends Event {
        @Label("Client")
        String client = "";

        @Label("From")
        String from = "";

        @Label("To")
        String to = "";

        @Label("Reason")
        String reason = "";

        @Label("Epoch")
        long epoch;
    }

    @Name("io.assaylink.Alarm")
    @Label("Alarm")
    @Category("Assaylink")
    @StackTrace(false)
    static final class Raised extends Event {
        @Label("Client")
        String client = "";

        @Label("Code")
        String code = "";

        @Label("First")
        long first;

        @Label("Last")
        long last;
    }
}
