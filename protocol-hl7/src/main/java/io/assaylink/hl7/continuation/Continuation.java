// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells fragments, puts them together and makes them.
 *
 * <p>{@code ADD|text} continues the segment before it: what stands after ADD and one separator is appended to it as
 * characters. {@code DSC|pointer} at the end of a message says that another one follows whose MSH-14 is that pointer.
 */
public final class Continuation {

    private static final int POINTER = 14;

    private Continuation() {}

    /** Whether a message is part of a series: MSH-14 is valued, or a DSC with a pointer ends it. */
    public static boolean isFragment(Hl7Message message) {
        return continuesAnother(message) || isContinued(message);
    }

    /** Whether MSH-14 names a message before this one. */
    public static boolean continuesAnother(Hl7Message message) {
        return message.hasHeader() && message.header().field(POINTER).state() == Value.State.TEXT;
    }

    /**
     * Whether the last segment is a DSC with a pointer and not of style I: an interactive query asks for its continuation
     * itself. Some analyzers end each answer with an empty DSC: there is nothing more then.
     */
    public static boolean isContinued(Hl7Message message) {
        if (!message.hasHeader() || !endsWithDsc(message)) {
            return false;
        }
        List<Segment> segments = message.segments();
        Segment last = segments.get(segments.size() - 1);
        return last.id().equals("DSC")
                && last.field(1).state() == Value.State.TEXT
                && !last.field(2).text().equals("I");
    }

    /** The message with each ADD segment appended to the one before it; the same message if there is none. */
    public static Hl7Message joined(Hl7Message message) {
        return message.hasHeader() && message.segment("ADD").isPresent() ? joined(List.of(message)) : message;
    }

    /** One message of all fragments: the header of the first, without DSC, each ADD appended to the segment before it. */
    static Hl7Message joined(List<Hl7Message> fragments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] addendum = ("ADD" + fragments.get(0).delimiters().field()).getBytes(ISO_8859_1);
        for (int i = 0; i < fragments.size(); i++) {
            Hl7Message fragment = fragments.get(i);
            boolean continued = isContinued(fragment);
            int count = fragment.segments().size() - (continued && fragments.size() > 1 ? 1 : 0);
            for (Segment segment : fragment.segments().subList(0, count)) {
                ByteBuffer raw = segment.raw();
                if (i > 0 && segment.index() == 0) {
                    continue; // the MSH of a later fragment
                } else if (segment.id().equals("ADD") && out.size() > 0) {
                    raw.position(Math.min(raw.limit(), addendum.length));
                } else if (out.size() > 0) {
                    out.write('\r');
                }
                byte[] bytes = new byte[raw.remaining()];
                raw.get(bytes);
                out.writeBytes(bytes);
            }
        }
        out.write('\r');
        return Hl7Message.of(out.toByteArray());
    }

    /**
     * Cuts a message into fragments of at most {@code most} bytes: after segments where that is possible, else within one
     * by a bare ADD.
     *
     * @param message with a header that can be read, and not a fragment itself
     * @param most bytes of a fragment, with its MSH, ADD and DSC
     * @param ids MSH-10 of the second fragment and those after it, at most 20 characters; also the pointer that leads to it
     * @return the fragments; the message itself if it fits
     * @throws IllegalArgumentException if the message is no whole one, or {@code most} leaves no room beside the header
     */
    public static List<Hl7Message> split(Hl7Message message, int most, Supplier<String> ids) {
        if (!message.hasHeader() || isFragment(message)) {
            throw new IllegalArgumentException("only a whole message with a readable header can be split");
        }
        return message.size() <= most ? List.of(message) : new Splitter(message, most, ids).split();
    }

    /** Looks at the end of the bytes only: most messages are no fragments. */
    private static boolean endsWithDsc(Hl7Message message) {
        ByteBuffer bytes = message.asByteBuffer();
        int end = bytes.limit();
        while (end > 0 && isLineEnd(bytes.get(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && !isLineEnd(bytes.get(start - 1))) {
            start--;
        }
        return end - start > 4 && bytes.get(start) == 'D' && bytes.get(start + 1) == 'S' && bytes.get(start + 2) == 'C';
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** One run over one message. */
    private static final class Splitter {
        private static final int LEAST = 16; // bytes of text in each fragment, or it is not worth it
        private static final int POINTER_ROOM = 20; // MSH-10 of ours is never longer

        private final Hl7Message message;
        private final int most;
        private final Supplier<String> ids;
        private final char separator;
        private final List<Hl7Message> fragments = new ArrayList<>();
        private final ByteArrayOutputStream fragment = new ByteArrayOutputStream();
        private int header; // bytes of the header of the fragment in progress

        Splitter(Hl7Message message, int most, Supplier<String> ids) {
            this.message = message;
            this.most = most;
            this.ids = ids;
            this.separator = message.delimiters().field();
        }

        List<Hl7Message> split() {
            List<Segment> segments = message.segments();
            begin(bytes(segments.get(0)));
            for (Segment segment : segments.subList(1, segments.size())) {
                add(bytes(segment));
            }
            fragments.add(Hl7Message.of(fragment.toByteArray()));
            return List.copyOf(fragments);
        }

        private void begin(byte[] msh) {
            fragment.reset();
            fragment.writeBytes(msh);
            fragment.write('\r');
            header = fragment.size();
            if (most - header < trailer() + LEAST) {
                throw new IllegalArgumentException("no room beside the header in " + most + " bytes");
            }
        }

        /** Bytes that must stay free: ADD and DSC with a pointer as long as any. */
        private int trailer() {
            return "ADD\rDSC||F\r".length() + POINTER_ROOM;
        }

        private void add(byte[] segment) {
            if (fragment.size() + segment.length + 1 + trailer() <= most) {
                fragment.writeBytes(segment);
                fragment.write('\r');
                return;
            } else if (fragment.size() > header && segment.length + 1 + trailer() <= most - header) {
                next(false);
                add(segment);
                return;
            }
            int room = most - fragment.size() - 1 - trailer();
            if (room < LEAST) {
                next(false);
                room = most - fragment.size() - 1 - trailer();
            }
            fragment.write(segment, 0, Math.min(room, segment.length));
            fragment.write('\r');
            int at = Math.min(room, segment.length);
            while (at < segment.length) {
                next(true);
                int piece = Math.min(segment.length - at, most - fragment.size() - 5 - trailer());
                text("ADD" + separator);
                fragment.write(segment, at, piece);
                fragment.write('\r');
                at += piece;
            }
        }

        /** Ends the fragment in progress, within a segment or not, and begins another. */
        private void next(boolean within) {
            String id = ids.get();
            if (id.length() > POINTER_ROOM) {
                throw new IllegalArgumentException("an id is at most " + POINTER_ROOM + " characters");
            }
            text((within ? "ADD\r" : "") + "DSC" + separator + id + separator + "F\r");
            fragments.add(Hl7Message.of(fragment.toByteArray()));
            begin(header(id));
        }

        /** MSH of a later fragment: its own MSH-10, and MSH-14. */
        private byte[] header(String id) {
            Segment msh = message.header();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(("MSH" + separator).getBytes(ISO_8859_1));
            int last = Math.max(POINTER, msh.fieldCount());
            for (int n = 2; n <= last; n++) {
                byte[] value = n == 10 || n == POINTER
                        ? id.getBytes(ISO_8859_1)
                        : msh.field(n).bytes();
                out.writeBytes(value);
                if (n < last) {
                    out.write(separator);
                }
            }
            return out.toByteArray();
        }

        private void text(String text) {
            fragment.writeBytes(text.getBytes(ISO_8859_1));
        }

        private static byte[] bytes(Segment segment) {
            byte[] bytes = new byte[segment.raw().remaining()];
            segment.raw().get(bytes);
            return bytes;
        }
    }
}
