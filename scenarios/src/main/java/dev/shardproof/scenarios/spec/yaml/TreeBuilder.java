package dev.shardproof.scenarios.spec.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** Builds the tree from the parser's events, which arrive one by one: a limit stops the parser where it is crossed. */
final class TreeBuilder {

    private static final Map<Tag, YamlNode.Kind> KINDS = Map.of(
            Tag.INT, YamlNode.Kind.INTEGER,
            Tag.FLOAT, YamlNode.Kind.DECIMAL,
            Tag.BOOL, YamlNode.Kind.BOOLEAN,
            Tag.NULL, YamlNode.Kind.EMPTY);

    private final ScalarResolver resolver = new CoreScalarResolver(false);
    private final Iterator<Event> events;
    private final Problems problems;
    private int depth;
    private boolean refused;

    TreeBuilder(Iterator<Event> events, Problems problems) {
        this.events = events;
        this.problems = problems;
    }

    Optional<YamlNode> build() {
        YamlNode root = null;
        while (events.hasNext() && !tooDeep()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (root != null) {
                        refuse(at(event), "a second document starts here: only one is allowed in a file");
                        return Optional.empty();
                    }
                    root = node(events.next());
                }
                case StreamStart, StreamEnd, DocumentEnd -> {
                    // Between documents there is nothing to keep.
                }
                default -> throw new IllegalStateException("unexpected event " + event.getEventId());
            }
        }
        if (root == null && !refused) {
            refuse(Position.WHOLE_FILE, "the file is empty");
        }
        return refused ? Optional.empty() : Optional.ofNullable(root);
    }

    private YamlNode node(Event event) {
        Position at = at(event);
        if (event instanceof NodeEvent node) {
            refuseReferences(node, at);
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), at);
            return new YamlNode.Scalar(scalar.getValue(), kind(scalar), at);
        }
        if (event instanceof CollectionStartEvent collection) {
            refuseTag(collection.getTag(), at);
            depth++;
            if (tooDeep()) {
                refuse(at, "lists and mappings are nested deeper than %d levels".formatted(SafeYaml.DEPTH_MAX));
                return new YamlNode.Sequence(List.of(), at);
            }
            YamlNode built = event.getEventId() == Event.ID.MappingStart ? mapping(at) : sequence(at);
            if (!tooDeep()) {
                depth--;
            }
            return built;
        }
        return new YamlNode.Scalar("", YamlNode.Kind.EMPTY, at); // an alias, refused above
    }

    private YamlNode sequence(Position at) {
        List<YamlNode> items = new ArrayList<>();
        while (!tooDeep()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.SequenceEnd) {
                break;
            }
            items.add(node(event));
        }
        return new YamlNode.Sequence(items, at);
    }

    private YamlNode mapping(Position at) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        while (!tooDeep()) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.MappingEnd) {
                break;
            }
            YamlNode key = node(event);
            YamlNode value = tooDeep() ? key : node(events.next());
            if (!(key instanceof YamlNode.Scalar scalar)) {
                refuse(key.at(), "a key must be a single word, found " + Excerpt.of(key));
                continue;
            }
            Position first = seen.putIfAbsent(scalar.text(), scalar.at());
            if (first == null) {
                entries.add(new YamlNode.Entry(scalar.text(), scalar.at(), value));
            } else {
                problems.add(
                        scalar.at(),
                        "duplicate key %s: it was given in line %d already"
                                .formatted(Excerpt.quoted(scalar.text()), first.line()));
            }
        }
        return new YamlNode.Mapping(entries, at);
    }

    private void refuseReferences(NodeEvent node, Position at) {
        if (node instanceof AliasEvent) {
            refuse(at, "the alias '*' is not allowed: write the value out");
        } else if (node.getAnchor().isPresent()) {
            refuse(at, "the anchor '&' is not allowed: remove it and write values out where they are needed");
        }
    }

    private void refuseTag(Optional<String> tag, Position at) {
        tag.ifPresent(
                name -> refuse(at, "the tag %s is not allowed: write the plain value".formatted(Excerpt.quoted(name))));
    }

    private void refuse(Position at, String message) {
        refused = true;
        problems.add(at, message);
    }

    /** Once too deep the builder stays there, so that every loop ends and the parser is asked for nothing more. */
    private boolean tooDeep() {
        return depth > SafeYaml.DEPTH_MAX;
    }

    private YamlNode.Kind kind(ScalarEvent scalar) {
        if (!scalar.isPlain()) {
            return YamlNode.Kind.TEXT;
        }
        return KINDS.getOrDefault(resolver.resolve(scalar.getValue(), true), YamlNode.Kind.TEXT);
    }

    private static Position at(Event event) {
        return event.getStartMark()
                .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(Position.WHOLE_FILE);
    }
}
