// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.Optional;

/**
 * {@code V0MachineSpecsUpdate}: of one miner only the latest counts.
 *
 * @param specs a JSON object, UTF-8, not to be changed
 */
public record MachineSpecs(String minerHotkey, String validatorHotkey, byte[] specs, Optional<String> batchId) {

    public MachineSpecs {
        try {
            JsonFrame.read(specs, Long.MAX_VALUE);
        } catch (EnvelopeException broken) {
            throw new IllegalArgumentException("specs: " + broken.getMessage());
        }
    }

    @Override
    public String toString() {
        return "MachineSpecs[miner=" + minerHotkey + ", bytes=" + specs.length + "]";
    }
}
