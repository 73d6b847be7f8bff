// SPDX-License-Identifier: Apache-2.0
/**
 * What every transport keeps, as tests: extend {@link io.assaylink.transport.contract.ConnectionContract} and give it a
 * {@link io.assaylink.transport.contract.Rig}.
 */
@NullMarked
package io.assaylink.transport.contract;

import org.jspecify.annotations.NullMarked;
