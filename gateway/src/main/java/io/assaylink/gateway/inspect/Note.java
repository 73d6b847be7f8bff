// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

/**
 * Something about a file that is no message.
 *
 * @param code stable, see docs/codes.md
 * @param offset of the byte it is about, from 0
 * @param text for a person; never payload
 */
public record Note(String code, long offset, String text) {
    @Override
    public String toString() {
        return code + " at byte " + offset + (text.isEmpty() ? "" : ": " + text);
    }
}
