// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

/** How line ends inside a text are written; raw they would end the segment. */
public enum LineEnds {
    /** As they are, in hexadecimal: {@code \X0D\}, {@code \X0A\}. Reads as it was. */
    HEXADECIMAL,
    /** CR, LF and CR LF each as {@code \.br\}, for FT. Reads as LF. */
    BREAK
}
