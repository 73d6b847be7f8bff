// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML to {@link Section}s that know their lines. All scalars are texts; no types, anchors of any size or merge keys. */
final class YamlReader {
    private final Path file;

    private YamlReader(Path file) {
        this.file = file;
    }

    static Section read(Path file, String yaml) throws ConfigException {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new ConfigException(file, line, "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigException(file, 0, "this is no YAML");
        }
        if (root.isPresent() && root.get() instanceof MappingNode mapping) {
            return new YamlReader(file).section(mapping, "");
        }
        throw new ConfigException(file, 1, "the file must hold the keys site, hub, instruments and data");
    }

    private Section section(MappingNode mapping, String path) throws ConfigException {
        Map<String, Section.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new ConfigException(file, line, "a key must be a text");
            }
            Section.Value value = value(tuple.getValueNode(), path + key.getValue());
            if (entries.put(key.getValue(), new Section.Entry(line, value)) != null) {
                throw new ConfigException(file, line, "key '" + path + key.getValue() + "' is given twice");
            }
        }
        return new Section(file, line(mapping), path, entries);
    }

    private Section.Value value(Node node, String path) throws ConfigException {
        if (node instanceof MappingNode mapping) {
            return new Section.Nested(section(mapping, path + "."));
        }
        if (node instanceof SequenceNode sequence) {
            List<Section.Value> values = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                values.add(value(item, path));
            }
            return new Section.Items(values);
        }
        if (node instanceof ScalarNode scalar) {
            return new Section.Text(file, line(node), scalar.getValue());
        }
        throw new ConfigException(file, line(node), "'" + path + "' cannot be read");
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}
