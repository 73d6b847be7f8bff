// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import io.assaylink.hl7.message.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts the segments of one message into the groups of a syntax, from left to right without going back.
 *
 * <p>A segment goes to the innermost open group that can go on with it; where none can, to the innermost that can if required
 * segments before it may be missing; where none can even then, it stays in the innermost as unexpected. Groups only close when
 * a later segment belongs outside them, so each is a run of neighbours.
 */
final class Grouping {

    private final List<Segment> segments;
    private final Deque<Open> open = new ArrayDeque<>(); // innermost first

    Grouping(List<Segment> segments, Syntax syntax) {
        this.segments = segments;
        open.push(new Open(syntax, 0));
    }

    SegmentGroup group() {
        for (int i = 0; i < segments.size(); i++) {
            String id = segments.get(i).id();
            if (id.isEmpty() || !(place(id, i, false) || place(id, i, true))) {
                open.element().unexpected.add(segments.get(i));
            }
        }
        while (open.size() > 1) {
            close(segments.size());
        }
        return open.element().closed(segments, segments.size());
    }

    private boolean place(String id, int index, boolean skip) {
        int depth = 0;
        for (Open group : open) {
            int part = group.next(id, skip);
            if (part >= 0) {
                for (; depth > 0; depth--) {
                    close(index);
                }
                enter(group, part, id, index, skip);
                return true;
            }
            depth++;
        }
        return false;
    }

    /** Goes to a part of an open group, and if it is a group into it, down to the segment. */
    private void enter(Open group, int part, String id, int index, boolean skip) {
        Open at = group;
        at.part = part;
        Syntax syntax = at.syntax.parts().get(part);
        while (syntax.isGroup()) {
            Open inner = new Open(syntax, index);
            open.push(inner);
            inner.part = inner.next(id, skip);
            syntax = syntax.parts().get(inner.part);
        }
    }

    private void close(int end) {
        Open inner = open.pop();
        open.element().groups.add(inner.closed(segments, end));
    }

    /** A group that may go on. */
    private static final class Open {
        private final Syntax syntax;
        private final int first;
        private int part = -1; // the last part something was found for
        private final List<SegmentGroup> groups = new ArrayList<>();
        private final List<Segment> unexpected = new ArrayList<>();

        Open(Syntax syntax, int first) {
            this.syntax = syntax;
            this.first = first;
        }

        /** The part that a segment begins or is, at or after the last one; -1 if there is none. */
        int next(String id, boolean skip) {
            List<Syntax> parts = syntax.parts();
            if (part >= 0 && parts.get(part).repeats() && parts.get(part).canStartWith(id, skip)) {
                return part;
            }
            for (int i = part + 1; i < parts.size(); i++) {
                if (parts.get(i).canStartWith(id, skip)) {
                    return i;
                } else if (parts.get(i).stops(skip)) {
                    return -1;
                }
            }
            return -1;
        }

        SegmentGroup closed(List<Segment> all, int end) {
            return new SegmentGroup(syntax.name(), all, first, end, groups, unexpected);
        }
    }
}
