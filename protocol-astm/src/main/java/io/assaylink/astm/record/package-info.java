// SPDX-License-Identifier: Apache-2.0

/**
 * E1394 / LIS02-A2: the bytes of a message as records, fields, repeats and components.
 *
 * <p>Start at {@link io.assaylink.astm.record.AstmMessage}: an immutable view over one {@code byte[]}. Nothing is
 * decoded before it is asked for, and nothing is ever lost: {@code toBytes()} gives back what came.
 *
 * <pre>
 *   byte[] ──▶ AstmMessage ──▶ AstmRecord ──▶ field ──▶ repeat ──▶ component ──▶ un-escaped text
 *                 └────▶ RecordCursor  the same without an object for each
 *   file   ──▶ AstmMessages.split ──▶ messages H … L, and what stands outside of them
 *   fields ──▶ AstmWriter ──▶ AstmMessage
 * </pre>
 *
 * <p>This package knows nothing of frames, checksums or links, and nothing of what a result means.
 */
package io.assaylink.astm.record;
