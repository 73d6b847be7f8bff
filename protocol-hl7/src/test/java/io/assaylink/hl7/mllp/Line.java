// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A decoder under test with what it raised. VT, FS, CR and LF are printed as the manuals print them. */
final class Line {

    static final String MESSAGE = "MSH|^~\\&|A|B<CR>PID|1<CR>";
    static final long MILLIS = 1_000_000;

    final MllpDecoder decoder;
    final List<MllpEvent> events = new ArrayList<>();
    long now;

    Line(MllpProfile profile) {
        this.decoder = new MllpDecoder(profile);
    }

    /** What a lenient decoder makes of these reads. */
    static Line lenient(String... reads) {
        return of(MllpProfile.mllpLenient(), reads);
    }

    static Line strict(String... reads) {
        return of(MllpProfile.mllpStrict(), reads);
    }

    static Line of(MllpProfile profile, String... reads) {
        Line line = new Line(profile);
        for (String read : reads) {
            line.hears(bytes(read));
        }
        return line;
    }

    static String framed(String message) {
        return "<VT>" + message + "<FS><CR>";
    }

    static byte[] bytes(String printed) {
        return printed.replace("<VT>", "\u000b")
                .replace("<FS>", "\u001c")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<NUL>", "\0")
                .replace("<ACK>", "\u0006")
                .replace("<NAK>", "\u0015")
                .getBytes(ISO_8859_1);
    }

    Line hears(String printed) {
        return hears(bytes(printed));
    }

    Line hears(byte[] bytes) {
        decoder.decode(ByteBuffer.wrap(bytes), now, events::add);
        return this;
    }

    /** The same in reads of this size. */
    Line hears(byte[] bytes, int size) {
        for (int at = 0; at < bytes.length; at += size) {
            decoder.decode(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)), now, events::add);
        }
        return this;
    }

    Line passes(long nanos) {
        now += nanos;
        decoder.tick(now, events::add);
        return this;
    }

    Line closes() {
        decoder.closed(now, events::add);
        return this;
    }

    List<String> frames() {
        return events.stream()
                .filter(Frame.class::isInstance)
                .map(event -> new String(((Frame) event).content(), ISO_8859_1).replace("\r", "<CR>"))
                .toList();
    }

    List<String> quarantined() {
        return events.stream()
                .filter(Quarantined.class::isInstance)
                .map(event -> new String(((Quarantined) event).content(), ISO_8859_1).replace("\r", "<CR>"))
                .toList();
    }

    /** Code and offset of each deviation; an exclamation mark where it ends the connection. */
    List<String> deviations() {
        return events.stream()
                .filter(Deviation.class::isInstance)
                .map(Deviation.class::cast)
                .map(one -> one.code() + "@" + one.offset() + (one.fatal() ? "!" : ""))
                .toList();
    }

    /** Bytes that an event, the framing or what is pending accounts for: all that were read. */
    long accounted() {
        long sum = decoder.framingBytes() + decoder.pendingBytes();
        for (MllpEvent event : events) {
            if (event instanceof Frame frame) {
                sum += frame.content().length;
            } else if (event instanceof Quarantined lost) {
                sum += lost.content().length;
            } else if (event instanceof Skipped gap) {
                sum += gap.count();
            }
        }
        return sum;
    }
}
