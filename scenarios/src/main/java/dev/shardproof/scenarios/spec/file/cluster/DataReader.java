package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.spec.Defaults;
import dev.shardproof.scenarios.spec.cluster.DataSpec;
import dev.shardproof.scenarios.spec.cluster.TableName;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code data}; file names in it are relative to the folder of the scenario file. */
public final class DataReader {

    private static final List<String> BUILT_IN_KEYS = List.of("dataset", "rows");
    private static final List<String> OWN_KEYS = List.of("schema", "load", "shardKey", "reference");
    private static final String TABLE = "a table name such as orders or billing.orders";

    private final Fields fields;
    private final Optional<Path> folder;

    /** Reads for a scenario file in that folder; empty if it is not a file, so that it can name no others. */
    public DataReader(Fields fields, Optional<Path> folder) {
        this.fields = fields;
        this.folder = folder;
    }

    /** The data; empty after a problem was added. */
    public Optional<DataSpec> read() {
        int before = fields.problems().count();
        Optional<String> builtIn = BUILT_IN_KEYS.stream().filter(fields::has).findFirst();
        Optional<String> own = OWN_KEYS.stream().filter(fields::has).findFirst();
        if (builtIn.isPresent() && own.isPresent()) {
            fields.reject(
                    fields.keyAt(own.get()),
                    own.get(),
                    "can not be combined with '%s': give either dataset (and rows) or schema, load and shardKey"
                            .formatted(builtIn.get()));
            return Optional.empty();
        }
        Optional<DataSpec> data = own.isPresent() ? ownSchema() : builtIn();
        return fields.problems().count() == before ? data : Optional.empty();
    }

    private Optional<DataSpec> builtIn() {
        long rows = fields.optional("rows", Defaults.ROWS, Values.wholeNumber(1, DataSpec.BuiltIn.ROWS_MAX));
        if (!fields.has("dataset")) {
            fields.problems()
                    .add(
                            fields.at(),
                            fields.pathOf("dataset") + ": missing; give a data set (dataset: orders)"
                                    + " or your own tables (schema, load, shardKey)");
        }
        return fields.optional("dataset", Values.choice(List.of(DataSpec.Dataset.values()), DataSpec.Dataset::label))
                .map(dataset -> new DataSpec.BuiltIn(dataset, rows));
    }

    private Optional<DataSpec> ownSchema() {
        int before = fields.problems().count();
        Optional<Path> schema = fields.required("schema", node -> file(node, ".sql"));
        fields.required("load", node -> node);
        fields.required("shardKey", node -> node);
        SortedMap<TableName, String> shardKeys = shardKeys();
        SortedSet<TableName> reference = reference(shardKeys);
        boolean tablesKnown = fields.problems().count() == before;
        List<DataSpec.LoadFile> load = new ArrayList<>();
        for (YamlNode item : fields.items("load", "SQL and CSV files such as [rows.sql, orders.csv]")) {
            loadFile(item).ifPresent(file -> {
                load.add(file);
                if (tablesKnown) {
                    requirePlace(item, file, shardKeys, reference);
                }
            });
        }
        return fields.problems().count() == before
                ? Optional.of(new DataSpec.OwnSchema(schema.orElseThrow(), load, shardKeys, reference))
                : Optional.empty();
    }

    private SortedMap<TableName, String> shardKeys() {
        SortedMap<TableName, String> columns = new TreeMap<>();
        for (YamlNode.Entry entry : fields.entries("shardKey", "a mapping such as {orders: customer_id}")) {
            Optional<TableName> table = TableName.parse(entry.key());
            if (table.isEmpty()) {
                fields.reject(
                        entry.keyAt(),
                        "shardKey",
                        "found %s; expected %s".formatted(Excerpt.quoted(entry.key()), TABLE));
                continue;
            }
            fields.read(entry.value(), fields.pathOf("shardKey") + "." + table.get(), DataReader::column)
                    .ifPresent(column -> {
                        if (columns.put(table.get(), column) != null) {
                            fields.reject(
                                    entry.keyAt(), "shardKey", "table '%s' is named twice".formatted(table.get()));
                        }
                    });
        }
        return columns;
    }

    private SortedSet<TableName> reference(SortedMap<TableName, String> shardKeys) {
        SortedSet<TableName> tables = new TreeSet<>();
        for (YamlNode item : fields.items("reference", "table names such as [currencies]")) {
            fields.read(item, fields.pathOf("reference"), Values.parsed(TABLE, TableName::parse))
                    .ifPresent(table -> {
                        if (shardKeys.containsKey(table)) {
                            fields.reject(
                                    item.at(),
                                    "reference",
                                    ("table '%s' has a shard key too; a table is either split by a key"
                                                    + " or held in full by every shard")
                                            .formatted(table));
                        } else if (!tables.add(table)) {
                            fields.reject(item.at(), "reference", "table '%s' is named twice".formatted(table));
                        }
                    });
        }
        return tables;
    }

    /** A table whose rows have no place would be an error of the run; here it can be named with its line. */
    private void requirePlace(
            YamlNode item,
            DataSpec.LoadFile file,
            SortedMap<TableName, String> shardKeys,
            SortedSet<TableName> reference) {
        file.table()
                .filter(table -> !shardKeys.containsKey(table) && !reference.contains(table))
                .ifPresent(table -> fields.reject(
                        item.at(),
                        "load",
                        "table '%s' has neither an entry in shardKey nor in reference; add one".formatted(table)));
    }

    private Optional<DataSpec.LoadFile> loadFile(YamlNode item) {
        String path = fields.pathOf("load");
        if (item instanceof YamlNode.Mapping) {
            Optional<Fields> entry = Fields.of(item, path, ClusterKeys.LOAD_FILE, fields.problems());
            Optional<TableName> table =
                    entry.flatMap(keys -> keys.required("table", Values.parsed(TABLE, TableName::parse)));
            Optional<Path> file = entry.flatMap(keys -> keys.required("file", node -> file(node, ".csv")));
            return table.isPresent() && file.isPresent()
                    ? Optional.of(new DataSpec.LoadFile(file.get(), table))
                    : Optional.empty();
        }
        return fields.read(item, path, node -> {
            Path file = file(node, ".sql", ".csv");
            String name = file.getFileName().toString();
            if (hasEnding(name, ".sql")) {
                return new DataSpec.LoadFile(file, Optional.empty());
            }
            String base = name.substring(0, name.length() - ".csv".length());
            TableName table = TableName.parse(base)
                    .orElseThrow(() -> new RejectedValueException(
                            node.at(),
                            "%s is not a table name; write {table: …, file: …}".formatted(Excerpt.quoted(base))));
            return new DataSpec.LoadFile(file, Optional.of(table));
        });
    }

    private static String column(YamlNode node) {
        return Values.parsed(
                        "the name of a column",
                        text -> Optional.of(text)
                                .filter(name -> !name.isBlank() && name.length() <= 63)
                                .filter(name -> name.chars().noneMatch(Character::isISOControl)))
                .read(node);
    }

    private Path file(YamlNode node, String... endings) {
        String name = Values.text("the name of a file (" + String.join(" or ", endings) + ")")
                .read(node);
        if (List.of(endings).stream().noneMatch(ending -> hasEnding(name, ending))) {
            throw RejectedValueException.found(node, "the name of a file that ends in " + String.join(" or ", endings));
        }
        Path file = resolve(node, name);
        if (!Files.isRegularFile(file)) {
            throw new RejectedValueException(
                    node.at(),
                    "there is no file %s in the scenario's folder %s"
                            .formatted(Excerpt.quoted(name), folder.orElseThrow()));
        }
        if (!Files.isReadable(file)) {
            throw new RejectedValueException(node.at(), "the file %s can not be read".formatted(Excerpt.quoted(name)));
        }
        return file;
    }

    private Path resolve(YamlNode node, String name) {
        Path base = folder.orElseThrow(() -> new RejectedValueException(
                node.at(), "a scenario of the catalogue can not name files; copy it to a folder of your own"));
        try {
            return base.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw RejectedValueException.found(node, "the name of a file");
        }
    }

    private static boolean hasEnding(String name, String ending) {
        return name.toLowerCase(Locale.ROOT).endsWith(ending);
    }
}
