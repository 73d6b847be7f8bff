// SPDX-License-Identifier: Apache-2.0
/**
 * For authors of transports over Netty: what is read from a channel and written to it.
 *
 * <p>Start at {@link io.assaylink.transport.channel.ReadGate}.
 *
 * <pre>
 *   channel ──▶ ReadGate, held while nobody reads ──▶ a Link of spi ──▶ ChannelWrites, counted ──▶ channel
 * </pre>
 */
@NullMarked
package io.assaylink.transport.channel;

import org.jspecify.annotations.NullMarked;
