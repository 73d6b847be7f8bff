// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.util.Arrays;
import java.util.function.Consumer;

/** What {@link FrameDecoder} finds, as values: for tools and tests. Links use {@link FrameSink}. */
public sealed interface WireEvent {

    /** See {@link FrameSink#signal}. */
    record Signal(byte code, long offset) implements WireEvent {}

    /** See {@link FrameSink#frame}. The text belongs to the event. */
    record Frame(int number, boolean last, byte[] text, long offset, long size) implements WireEvent {
        @Override
        public boolean equals(Object other) {
            return other instanceof Frame that
                    && number == that.number
                    && last == that.last
                    && offset == that.offset
                    && size == that.size
                    && Arrays.equals(text, that.text);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(text) * 31 + number;
        }

        /** Never the payload. */
        @Override
        public String toString() {
            return "Frame[number=" + number + ", last=" + last + ", text=" + text.length + " bytes, offset=" + offset
                    + "]";
        }
    }

    /** See {@link FrameSink#fault}. */
    record Fault(FrameFault code, long offset, int expected, int found) implements WireEvent {}

    /** See {@link FrameSink#dropped}. */
    record Dropped(long offset, long size, boolean ended) implements WireEvent {}

    /** See {@link FrameSink#noise}. */
    record Noise(long offset, long count) implements WireEvent {}

    /** See {@link FrameSink#tolerated}. */
    record Tolerated(Tolerance used, long offset) implements WireEvent {}

    /** A sink that makes events of all it is told. */
    static FrameSink sink(Consumer<? super WireEvent> out) {
        return new FrameSink() {
            @Override
            public void signal(byte code, long offset) {
                out.accept(new Signal(code, offset));
            }

            @Override
            public void frame(int number, boolean last, byte[] text, int length, long offset, long size) {
                out.accept(new Frame(number, last, Arrays.copyOf(text, length), offset, size));
            }

            @Override
            public void fault(FrameFault code, long offset, int expected, int found) {
                out.accept(new Fault(code, offset, expected, found));
            }

            @Override
            public void dropped(long offset, long size, boolean ended) {
                out.accept(new Dropped(offset, size, ended));
            }

            @Override
            public void noise(long offset, long count) {
                out.accept(new Noise(offset, count));
            }

            @Override
            public void tolerated(Tolerance used, long offset) {
                out.accept(new Tolerated(used, offset));
            }
        };
    }
}
