// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.dialect.JsonText;
import java.util.HexFormat;

/** What a validator sends. The models forbid extra members: what is written here is all there is. */
final class V0Frames {
    private static final HexFormat HEX = HexFormat.of();

    private V0Frames() {}

    static byte[] authentication(byte[] publicKey, byte[] signature) {
        return JsonText.object(json -> {
            json.writeStringProperty("message_type", "V0AuthenticationRequest");
            json.writeStringProperty("public_key", HEX.formatHex(publicKey));
            json.writeStringProperty("signature", "0x" + HEX.formatHex(signature));
        });
    }

    static byte[] heartbeat() {
        return JsonText.object(json -> json.writeStringProperty("message_type", "V0Heartbeat"));
    }

    static byte[] status(StatusUpdate update) {
        return JsonText.object(json -> {
            json.writeStringProperty("message_type", StatusUpdate.TYPE);
            json.writeStringProperty("uuid", update.job().toString());
            json.writeStringProperty("status", update.status().wireName());
            update.metadata().ifPresent(metadata -> JsonText.raw(json, "metadata", metadata));
        });
    }

    static byte[] specs(MachineSpecs specs) {
        return JsonText.object(json -> {
            json.writeStringProperty("message_type", "V0MachineSpecsUpdate");
            json.writeStringProperty("miner_hotkey", specs.minerHotkey());
            json.writeStringProperty("validator_hotkey", specs.validatorHotkey());
            JsonText.raw(json, "specs", specs.specs());
            JsonText.optional(json, "batch_id", specs.batchId());
        });
    }
}
