// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.continuation.FragmentEvent.Abandoned;
import io.assaylink.hl7.continuation.FragmentEvent.Completed;
import io.assaylink.hl7.continuation.FragmentEvent.Taken;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts the fragments of one connection together. A fragment is found by its sender (MSH-3, MSH-4) and by MSH-14, which is
 * the pointer of the DSC before it.
 *
 * <p>Times are nanoseconds of a monotonic clock. Not thread-safe.
 */
public final class FragmentAssembler {

    /** An unfinished series. */
    private static final class Series {
        final List<Hl7Message> fragments = new ArrayList<>();
        final long started;
        long last;
        long bytes;

        Series(long now) {
            this.started = now;
        }
    }

    private final FragmentLimits limits;
    private final Map<String, Series> waiting =
            new LinkedHashMap<>(); // by what their next fragment names; oldest first

    /** An assembler with nothing in it. */
    public FragmentAssembler(FragmentLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a fragment.
     *
     * @throws IllegalArgumentException if it is none ({@link Continuation#isFragment})
     */
    public void take(Hl7Message fragment, long now, Consumer<FragmentEvent> out) {
        if (!Continuation.isFragment(fragment)) {
            throw new IllegalArgumentException("this message is no fragment");
        }
        Series series = new Series(now);
        if (Continuation.continuesAnother(fragment)) {
            Series known = waiting.remove(key(fragment, fragment.header().field(14)));
            if (known == null) {
                out.accept(new Abandoned(List.of(fragment), FragmentCode.FRAGMENT_UNKNOWN));
                return;
            }
            series = known;
        }
        series.fragments.add(fragment);
        series.bytes += fragment.size();
        series.last = now;
        if (series.bytes > limits.bytes()) {
            out.accept(new Abandoned(series.fragments, FragmentCode.FRAGMENTS_TOO_LONG));
        } else if (Continuation.isContinued(fragment)) {
            out.accept(new Taken(fragment));
            List<Segment> segments = fragment.segments();
            keep(key(fragment, segments.get(segments.size() - 1).field(1)), series, out);
        } else {
            out.accept(new Completed(series.fragments.get(0), Continuation.joined(series.fragments)));
        }
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    public long nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (Series series : waiting.values()) {
            earliest = Math.min(earliest, deadline(series));
        }
        return earliest;
    }

    /** Looks at the time: gives up series that stopped. */
    public void tick(long now, Consumer<FragmentEvent> out) {
        List<Series> late = new ArrayList<>();
        for (Iterator<Series> all = waiting.values().iterator(); all.hasNext(); ) {
            Series series = all.next();
            if (now - deadline(series) >= 0) {
                all.remove();
                late.add(series);
            }
        }
        late.forEach(series -> out.accept(new Abandoned(series.fragments, FragmentCode.FRAGMENTS_TIMEOUT)));
    }

    /** The connection is gone: gives up everything unfinished. */
    public void closed(Consumer<FragmentEvent> out) {
        List<Series> all = List.copyOf(waiting.values());
        waiting.clear();
        all.forEach(series -> out.accept(new Abandoned(series.fragments, FragmentCode.FRAGMENTS_CLOSED)));
    }

    private void keep(String key, Series series, Consumer<FragmentEvent> out) {
        Series same = waiting.remove(key); // a series that begins anew under the same pointer
        waiting.put(key, series);
        if (same != null) {
            out.accept(new Abandoned(same.fragments, FragmentCode.FRAGMENTS_TOO_MANY));
        } else if (waiting.size() > limits.series()) {
            Iterator<Series> oldest = waiting.values().iterator();
            Series given = oldest.next();
            oldest.remove();
            out.accept(new Abandoned(given.fragments, FragmentCode.FRAGMENTS_TOO_MANY));
        }
    }

    private long deadline(Series series) {
        return Math.min(
                series.last + limits.timeout().toNanos(),
                series.started + limits.total().toNanos());
    }

    private static String key(Hl7Message fragment, Value pointer) {
        Segment header = fragment.header();
        return text(header.field(3)) + '|' + text(header.field(4)) + '|' + text(pointer);
    }

    private static String text(Value value) {
        return new String(value.bytes(), ISO_8859_1);
    }
}
