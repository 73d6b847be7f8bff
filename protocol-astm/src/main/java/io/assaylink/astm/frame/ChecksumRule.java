// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.util.Set;

/** E1381 6.3.3 with the switches that bend it: which digits are read, and which sums are right. */
final class ChecksumRule {

    private final boolean lowerCase;
    private final boolean withStx;
    private final boolean withoutEtx;

    ChecksumRule(Set<Tolerance> tolerances) {
        lowerCase = tolerances.contains(Tolerance.LOWERCASE_CHECKSUM);
        withStx = tolerances.contains(Tolerance.CHECKSUM_WITH_STX);
        withoutEtx = tolerances.contains(Tolerance.CHECKSUM_WITHOUT_ETX);
    }

    /** 0 to 15, or -1 for what is no digit here. */
    int digit(byte b, long offset, FrameSink out) {
        int digit = Checksum.digit(b);
        if (digit >= 0 && b >= 'a') {
            if (!lowerCase) {
                return -1;
            }
            out.tolerated(Tolerance.LOWERCASE_CHECKSUM, offset);
        }
        return digit;
    }

    /** Whether the claimed sum is that of the frame; {@code sum} runs from the number to ETX or ETB. */
    boolean matches(int claimed, int sum, boolean etx, long offset, FrameSink out) {
        if (claimed == (sum & 0xFF)) {
            return true;
        } else if (withStx && claimed == ((sum + Control.STX) & 0xFF)) {
            out.tolerated(Tolerance.CHECKSUM_WITH_STX, offset);
            return true;
        } else if (withoutEtx && claimed == ((sum - (etx ? Control.ETX : Control.ETB)) & 0xFF)) {
            out.tolerated(Tolerance.CHECKSUM_WITHOUT_ETX, offset);
            return true;
        }
        return false;
    }
}
