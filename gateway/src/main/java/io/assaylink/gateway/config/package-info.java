// SPDX-License-Identifier: Apache-2.0
/**
 * One YAML file for a laboratory.
 *
 * <p>Start at {@link io.assaylink.gateway.config.GatewayConfig#read}. An unknown key is an error with its line and the
 * nearest known key; nothing is guessed.
 */
@NullMarked
package io.assaylink.gateway.config;

import org.jspecify.annotations.NullMarked;
