// SPDX-License-Identifier: Apache-2.0
/**
 * What is in a file: a capture of a link, or bare messages, ASTM or HL7.
 *
 * <p>Start at {@link io.assaylink.gateway.inspect.CaptureFile#read}. The bytes decide, not the file's name; what is not a
 * message is a note with a code and an offset, never payload.
 */
@NullMarked
package io.assaylink.gateway.inspect;

import org.jspecify.annotations.NullMarked;
