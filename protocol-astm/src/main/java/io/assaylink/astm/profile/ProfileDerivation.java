// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.frame.FrameDecoder;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.WireEvent;
import io.assaylink.astm.frame.WireEvent.Frame;
import io.assaylink.astm.link.LinkProfile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Switches under which a receiver delivers what an instrument sent, none of which can be left out. The search is greedy: in
 * rare captures another, smaller set may do as well.
 *
 * <p>From the strict profile on, the switch is added that helps most, then those that the others made needless are taken
 * out again. A switch helps when fewer bytes are lost, or the first fault comes later. Of two that help alike the one
 * comes first that {@code LinkProfile.lenient()} has. What no switch can help (noise, a session broken off, a frame that
 * the instrument repeated well) is left as it is: see {@link #lostBytes}.
 *
 * <p>What would hide damage is proposed only as the habit of the whole capture: {@code TERMINATOR_ABSENT} when not one
 * message has its L record (else a session was broken off), {@code FRAME_NUMBER_ABSENT} and the other ways to sum when not
 * one frame is right without them (else a frame was lost or damaged).
 *
 * @param tolerances the switches
 * @param messages delivered under them
 * @param lostBytes bytes of refused frames, unfinished messages and noise under them
 * @param lostStrictly the same under the strict profile
 * @param uses what needed each switch, in order of first use
 */
public record ProfileDerivation(
        Set<Tolerance> tolerances, int messages, long lostBytes, long lostStrictly, List<Use> uses) {

    /**
     * A switch that was needed.
     *
     * @param firstOffset in the capture
     * @param count how often
     */
    public record Use(Tolerance tolerance, long firstOffset, int count) {}

    /** Safe ones first, then by name: the same capture always gives the same answer. */
    private static final List<Tolerance> CANDIDATES = Arrays.stream(Tolerance.values())
            .sorted(Comparator.comparing(each -> !LinkProfile.lenient().allows(each)))
            .toList();

    private static final Set<Tolerance> OF_EVERY_FRAME =
            EnumSet.of(Tolerance.CHECKSUM_WITH_STX, Tolerance.CHECKSUM_WITHOUT_ETX, Tolerance.FRAME_NUMBER_ABSENT);

    public ProfileDerivation {
        tolerances = Set.copyOf(tolerances);
        uses = List.copyOf(uses);
    }

    /**
     * Reads what an instrument sent; a capture of both directions must be parted first.
     *
     * @param capture the bytes from the instrument, any number of sessions
     */
    public static ProfileDerivation derive(byte[] capture) {
        return derive(capture, LinkProfile.strict());
    }

    /** As {@link #derive(byte[])} with the limits of a profile, whose tolerances do not count. */
    public static ProfileDerivation derive(byte[] capture, LinkProfile limits) {
        LinkProfile bare = limits.without(Tolerance.values());
        Trial strict = Trial.of(bare, capture);
        Trial best = strict;
        for (Optional<Trial> better = step(best, capture); better.isPresent(); better = step(best, capture)) {
            best = better.get();
        }
        best = minimised(best, capture);
        return new ProfileDerivation(
                best.profile().tolerances(), best.messages(), best.lost(), strict.lost(), best.uses());
    }

    /** The profile with one switch more that helps most, or with two when one alone helps nothing. */
    private static Optional<Trial> step(Trial from, byte[] capture) {
        if (from.clean()) {
            return Optional.empty();
        }
        List<Tolerance> candidates = candidates(from, capture);
        Trial best = from;
        for (Tolerance one : candidates) {
            best = better(best, from, capture, one);
        }
        if (best.equals(from)) {
            for (Tolerance one : candidates) {
                for (Tolerance other : candidates.subList(candidates.indexOf(one) + 1, candidates.size())) {
                    best = better(best, from, capture, one, other);
                }
            }
        }
        return best.equals(from) ? Optional.empty() : Optional.of(best);
    }

    private static List<Tolerance> candidates(Trial from, byte[] capture) {
        int[] frames = {0};
        new FrameDecoder(from.profile().tolerances(), from.profile().textLimit())
                .decode(ByteBuffer.wrap(capture), WireEvent.sink(event -> frames[0] += event instanceof Frame ? 1 : 0));
        return CANDIDATES.stream()
                .filter(each -> !from.profile().allows(each))
                .filter(each -> frames[0] == 0 || !OF_EVERY_FRAME.contains(each))
                .filter(each -> from.terminators() == 0 || each != Tolerance.TERMINATOR_ABSENT)
                .toList();
    }

    private static Trial better(Trial best, Trial from, byte[] capture, Tolerance... more) {
        Trial trial = Trial.of(from.profile().with(more), capture);
        boolean guess = trial.profile().allows(Tolerance.TERMINATOR_ABSENT) && trial.terminators() > 0;
        return !guess && trial.compareTo(best) > 0 ? trial : best;
    }

    private static Trial minimised(Trial found, byte[] capture) {
        Trial best = found;
        for (int i = CANDIDATES.size() - 1; i >= 0; i--) {
            if (best.profile().allows(CANDIDATES.get(i))) {
                Trial fewer = Trial.of(best.profile().without(CANDIDATES.get(i)), capture);
                best = fewer.compareTo(best) >= 0 ? fewer : best;
            }
        }
        return best;
    }
}
