// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway of one laboratory: instruments in, hub out, the outbox between.
 *
 * <p>Start at {@link io.assaylink.gateway.Gateway}. It only joins what the libraries are; the command line is {@code cli}.
 */
@NullMarked
package io.assaylink.gateway;

import org.jspecify.annotations.NullMarked;
