// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import io.assaylink.transport.ws.frame.Deflate;
import java.util.Optional;

/** What an upgrade agreed on. */
public record Agreed(Optional<Deflate> deflate, Optional<String> subprotocol) {}
