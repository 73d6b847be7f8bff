// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Segments that belong together: neighbours in the message, some of them in groups of their own. The outermost group is the
 * message. Immutable.
 */
public final class SegmentGroup {

    private final String name;
    private final List<Segment> all; // of the whole message
    private final int first;
    private final int end;
    private final List<SegmentGroup> groups;
    private final List<Segment> unexpected;

    SegmentGroup(
            String name, List<Segment> all, int first, int end, List<SegmentGroup> groups, List<Segment> unexpected) {
        this.name = name;
        this.all = all;
        this.first = first;
        this.end = end;
        this.groups = List.copyOf(groups);
        this.unexpected = List.copyOf(unexpected);
    }

    /** The groups of {@code message} by its own structure ({@link MessageStructure#of}). */
    public static SegmentGroup of(Hl7Message message) {
        return of(message, MessageStructure.of(message));
    }

    /** The groups of {@code message} by {@code structure}, whatever MSH-9 says. */
    public static SegmentGroup of(Hl7Message message, MessageStructure structure) {
        return new Grouping(message.segments(), structure.syntax()).group();
    }

    /** The name the standard gives it, such as {@code ORDER_OBSERVATION}. */
    public String name() {
        return name;
    }

    /** All segments in order, those of its groups included. */
    public List<Segment> allSegments() {
        return all.subList(first, end);
    }

    /** The segments in order that are in none of its groups. */
    public List<Segment> segments() {
        List<Segment> own = new ArrayList<>();
        int at = first;
        for (SegmentGroup group : groups) {
            own.addAll(all.subList(at, group.first));
            at = group.end;
        }
        own.addAll(all.subList(at, end));
        return List.copyOf(own);
    }

    /** Those of {@link #segments()} with this identifier. */
    public List<Segment> segments(String id) {
        return segments().stream().filter(segment -> segment.is(id)).toList();
    }

    /** The first of {@link #segments()} with this identifier. */
    public Optional<Segment> segment(String id) {
        return segments().stream().filter(segment -> segment.is(id)).findFirst();
    }

    /** The groups directly in it, in order. */
    public List<SegmentGroup> groups() {
        return groups;
    }

    /** Those of {@link #groups()} with this name. */
    public List<SegmentGroup> groups(String wanted) {
        return groups.stream().filter(group -> group.name.equals(wanted)).toList();
    }

    /** The first of {@link #groups()} with this name. */
    public Optional<SegmentGroup> group(String wanted) {
        return groups.stream().filter(group -> group.name.equals(wanted)).findFirst();
    }

    /** All groups with this name at any depth, in order. */
    public List<SegmentGroup> allGroups(String wanted) {
        List<SegmentGroup> found = new ArrayList<>();
        collect(wanted, found);
        return List.copyOf(found);
    }

    /** Those of {@link #segments()} that the structure does not have here: Z segments, others out of place. */
    public List<Segment> unexpected() {
        return unexpected;
    }

    private void collect(String wanted, List<SegmentGroup> found) {
        for (SegmentGroup group : groups) {
            if (group.name.equals(wanted)) {
                found.add(group);
            }
            group.collect(wanted, found);
        }
    }

    /** Names and counts; never text. */
    @Override
    public String toString() {
        return "SegmentGroup[" + name + ", " + (end - first) + " segments]";
    }
}
