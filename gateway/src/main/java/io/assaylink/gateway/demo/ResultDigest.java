// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one line can say of a {@code lab.result/1}.
 *
 * @param specimens their ids
 * @param results how many there are
 */
record ResultDigest(List<String> specimens, int results) {
    private static final JsonMapper JSON = new JsonMapper();

    static ResultDigest of(byte[] document) {
        List<String> ids = new ArrayList<>();
        int results = 0;
        for (JsonNode specimen : JSON.readTree(document).path("specimens")) {
            ids.add(specimen.path("id").asString(""));
            results += specimen.path("results").size();
        }
        return new ResultDigest(List.copyOf(ids), results);
    }
}
