// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

/**
 * permessage-deflate as it was agreed (RFC 7692 section 7).
 *
 * @param peerForgets the peer begins each message without the context of those before
 * @param weForget we do
 * @param level 0 to 9, as of {@link java.util.zip.Deflater}
 * @param minSize bytes of a message below which it is sent as it is; 0 counts as 1
 */
public record Deflate(boolean peerForgets, boolean weForget, int level, int minSize) {}
