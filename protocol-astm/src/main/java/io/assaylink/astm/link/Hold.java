// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

/**
 * The acknowledgement that a delivered message waits for.
 *
 * @param id counts the messages of one link, from 1
 */
public record Hold(long id) {}
