package dev.shardproof.verifier.source;

import dev.shardproof.verifier.dialect.Dialect;
import dev.shardproof.verifier.table.CatalogueColumn;
import dev.shardproof.verifier.table.Column;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.table.RowHash;
import dev.shardproof.verifier.table.TableLayout;
import dev.shardproof.verifier.table.TableShape;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings what many catalogues say of one table to a form in which its rows can be compared: the same columns in the same
 * order with the same kind of image.
 *
 * <p>Where shards store a column in different types, its text is compared (that the types differ is for the schema check
 * to say). The key is the one that the first shard has; another may lack the index.
 */
final class LayoutMerge {

    /**
     * The table on one side.
     *
     * @param spec its name there
     * @param logicalName from a column's name there to the name by which both sides know it
     * @param shapes by shard
     */
    record SideShapes(TableSpec spec, Function<String, String> logicalName, Map<String, TableShape> shapes) {}

    private record Seen(int side, String shard, CatalogueColumn column) {}

    private final Dialect dialect;
    private final ImageForm form;
    private final RowHash rowHash;
    private final List<SideShapes> sides;
    private final Map<String, List<Seen>> byName = new TreeMap<>();

    LayoutMerge(Dialect dialect, ImageForm form, RowHash rowHash, Set<String> ignored, List<SideShapes> sides) {
        this.dialect = dialect;
        this.form = form;
        this.rowHash = rowHash;
        this.sides = sides;
        for (int i = 0; i < sides.size(); i++) {
            SideShapes side = sides.get(i);
            int index = i;
            side.shapes()
                    .forEach((shard, shape) -> shape.columns().forEach(column -> {
                        String name = side.logicalName().apply(column.name());
                        if (!ignored.contains(name)) {
                            byName.computeIfAbsent(name, any -> new ArrayList<>())
                                    .add(new Seen(index, shard, column));
                        }
                    }));
        }
    }

    /** One layout a side. */
    List<TableLayout> layouts() throws SourceException {
        requireOneEach();
        requireEverywhere();
        List<TableLayout> layouts = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            SideShapes side = sides.get(i);
            List<Column> columns = new ArrayList<>();
            for (Map.Entry<String, List<Seen>> column : byName.entrySet()) {
                columns.add(describe(column.getKey(), i, column.getValue()));
            }
            TableShape shape = side.shapes().values().iterator().next();
            layouts.add(new TableLayout(side.spec(), shape.quotedName(), columns, point(side, shape), rowHash));
        }
        return layouts;
    }

    private Column describe(String name, int side, List<Seen> seen) {
        CatalogueColumn first = seen.get(0).column();
        boolean alike = seen.stream().allMatch(other -> dialect.comparable(first, other.column()));
        CatalogueColumn here = seen.stream()
                .filter(one -> one.side() == side)
                .findFirst()
                .orElseThrow()
                .column();
        boolean nullable = seen.stream().anyMatch(one -> !one.column().notNull());
        return dialect.describe(name, here, alike ? form : ImageForm.TEXT, nullable, first.keyPosition());
    }

    private Optional<String> point(SideShapes side, TableShape shape) throws SourceException {
        if (side.spec().shardKey().isEmpty()) {
            return Optional.empty();
        }
        TableSpec.ShardKey key = side.spec().shardKey().get();
        for (CatalogueColumn column : shape.columns()) {
            if (column.name().equals(key.column())) {
                try {
                    return Optional.of(dialect.point(column, key.space()));
                } catch (IllegalArgumentException e) {
                    throw new SourceException("table %s: %s".formatted(side.spec(), e.getMessage()));
                }
            }
        }
        throw new SourceException("table %s has no column %s to be sharded by; it has %s"
                .formatted(
                        side.spec(),
                        key.column(),
                        shape.columns().stream().map(CatalogueColumn::name).toList()));
    }

    /** Of two columns of one shard that have the same name for both sides, one would not be compared. */
    private void requireOneEach() throws SourceException {
        for (Map.Entry<String, List<Seen>> column : byName.entrySet()) {
            Map<String, String> onShard = new LinkedHashMap<>();
            for (Seen seen : column.getValue()) {
                String other =
                        onShard.put(seen.side() + seen.shard(), seen.column().name());
                if (other != null) {
                    throw new SourceException(
                            "table %s: both %s and %s of %s stand for the column %s, since it is mapped to its other name;"
                                            .formatted(
                                                    sides.get(0).spec(),
                                                    other,
                                                    seen.column().name(),
                                                    seen.shard(),
                                                    column.getKey())
                                    + " drop or rename the one that is left over");
                }
            }
        }
    }

    /** A column that only some shards have can be compared with nothing. */
    private void requireEverywhere() throws SourceException {
        List<String> shards =
                sides.stream().flatMap(side -> side.shapes().keySet().stream()).toList();
        Map<String, String> lacking = new LinkedHashMap<>();
        byName.forEach((name, seen) -> {
            Set<String> having = seen.stream().map(Seen::shard).collect(Collectors.toSet());
            if (having.size() < shards.size()) {
                lacking.put(
                        name,
                        shards.stream().filter(shard -> !having.contains(shard)).collect(Collectors.joining(", ")));
            }
        });
        if (!lacking.isEmpty()) {
            throw new SourceException("table %s does not have the same columns everywhere: %s; map the column to its"
                            .formatted(
                                    sides.get(0).spec(),
                                    lacking.entrySet().stream()
                                            .map(entry ->
                                                    "%s is missing on %s".formatted(entry.getKey(), entry.getValue()))
                                            .collect(Collectors.joining("; ")))
                    + " other name, or ignore it");
        }
    }
}
