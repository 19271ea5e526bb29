package dev.shardproof.verifier.schema;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Finding;
import dev.shardproof.verifier.check.Findings;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.compare.Unjudged;
import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * {@code schema}: every table is defined on every other source and on every target as on the first source, and so is
 * what the tables need.
 *
 * <p>Sees columns (type and modifier, collation, nullability, default, identity, generation), indexes and whether they are
 * valid, constraints and whether they are validated, enforced and deferrable, triggers and their state, policies and
 * row-level security, owner, grants on tables, columns, sequences and USAGE of their schemas, partition keys and bounds,
 * inheritance, persistence, replica identity, the enums, domains, composite types, ranges and sequences that columns use,
 * functions, views and materialized views of the tables' schemas, extensions, encoding and locale of the database, targets
 * whose collations changed under their indexes, and tables with rows but without planner statistics.
 *
 * <p>Does not see: physical order of columns, dropped columns, comments, storage parameters, storage and compression,
 * table access methods, tablespaces, names of indexes, constraints, triggers, policies and partitions (a difference is a
 * fact), values and caches of sequences, rules, extended statistics, event triggers, publications, default privileges,
 * settings of roles and databases, grants on functions and types, indexes on materialized views. The queries of views are
 * compared between servers of one major version where nothing is renamed; else their presence and columns. Functions are
 * compared by hash. Objects that speak of ignored columns are left out, and named.
 *
 * <p>Expressions are compared as the servers write them, with names translated: {@code a + b} and {@code b + a} differ.
 * Where servers before and after PostgreSQL 14 may write the same thing in two ways ({@code timezone(…)} and
 * {@code AT TIME ZONE}), a difference is not judged.
 */
public final class SchemaCheck implements Check {

    private static final int NAMED_IN_A_FACT = 10;

    /** Asks one shard for one thing. */
    @FunctionalInterface
    private interface Question {
        Definitions ask(CatalogueReading reading) throws SourceException;
    }

    private final SnapshotSet sources;
    private final SnapshotSet targets;
    private final List<TableMapping> tables;
    private final LongSupplier nanoTime;
    private final LogicalNames sourceNames;
    private final LogicalNames targetNames;
    private final Findings findings = new Findings();
    private final Map<String, Integer> objects = new TreeMap<>();
    private final Map<String, String> unjudged = new TreeMap<>();
    private final Map<String, Set<String>> notes = new LinkedHashMap<>();
    private long examined;

    /**
     * @param sources what is right; the first one is what all others are held against
     * @param targets what is judged
     * @param tables the tables, and how they are called on the targets
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public SchemaCheck(SnapshotSet sources, SnapshotSet targets, List<TableMapping> tables, LongSupplier nanoTime) {
        this.sources = Objects.requireNonNull(sources, "sources is null");
        this.targets = Objects.requireNonNull(targets, "targets is null");
        this.tables = List.copyOf(tables);
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime is null");
        this.sourceNames = LogicalNames.ofSources(tables);
        this.targetNames = LogicalNames.ofTargets(tables);
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public CheckResult run() throws Exception {
        long start = nanoTime.getAsLong();
        for (TableMapping table : tables) {
            judge(
                    table.source().toString(),
                    reading -> reading.table(table.source()),
                    reading -> reading.table(table.target()));
        }
        if (!tables.isEmpty()) {
            schemas();
            judge("", CatalogueReading::database, CatalogueReading::database);
            collations("the database");
        }
        return result(Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    private void schemas() throws InterruptedException {
        Map<String, String> whole = LogicalNames.schemas(tables);
        for (TableMapping table : tables) {
            if (!whole.containsKey(table.source().schema())) {
                note("left out", "what else is in schema " + table.source().schema() + ": it did not move as a whole");
            }
        }
        for (Map.Entry<String, String> schema : whole.entrySet()) {
            judge(
                    schema.getKey() + ".*",
                    reading -> reading.schema(schema.getKey()),
                    reading -> reading.schema(schema.getValue()));
        }
    }

    /** Holds one thing on all shards against the first source; sets it aside if it can not be read. */
    private void judge(String what, Question ofSource, Question ofTarget) throws InterruptedException {
        try {
            List<Definitions> all = new ArrayList<>(ask(sources, targets, "source ", sourceNames, ofSource));
            int sourcesRead = all.size();
            all.addAll(ask(targets, sources, "target ", targetNames, ofTarget));
            Definitions first = all.get(0);
            if (!first.there()) {
                throw new SourceException("shard %s: table %s is not there; names are taken exactly as written"
                        .formatted(first.shard(), what));
            }
            count(first);
            for (int i = 1; i < all.size(); i++) {
                compare(what, first, all.get(i), i >= sourcesRead && LogicalNames.differ(tables));
            }
        } catch (SourceException e) {
            unjudged.put(what.isEmpty() ? "the database" : what, e.getMessage());
        }
    }

    private static List<Definitions> ask(
            SnapshotSet side, SnapshotSet others, String role, LogicalNames names, Question question)
            throws SourceException, InterruptedException {
        Collection<Definitions> answers = side.onEach(
                        side.shards(),
                        reader -> question.ask(new CatalogueReading(reader, side.schemaQueries(), names)))
                .values();
        return answers.stream()
                .map(answer ->
                        others.shards().contains(answer.shard()) ? answer.calledBy(role + answer.shard()) : answer)
                .toList();
    }

    private void count(Definitions first) {
        first.objects().forEach(object -> objects.merge(object.kind(), 1, Integer::sum));
    }

    private void compare(String what, Definitions first, Definitions other, boolean renamed) {
        String pair = first.shard() + " → " + other.shard();
        String table = what.endsWith(".*") ? "" : what;
        if (!other.there()) {
            examined++;
            String detail = "%s lacks the table %s".formatted(other.shard(), what);
            findings.add(new Finding(Finding.Kind.DEFINITION, table, pair, "the table", detail));
            return;
        }
        SchemaDiff diff = new SchemaDiff(sources.schemaQueries(), renamed).compare(first, other);
        examined += diff.compared();
        for (SchemaDiff.Difference difference : diff.differences()) {
            findings.add(new Finding(Finding.Kind.DEFINITION, table, pair, difference.object(), difference.detail()));
        }
        String prefix = table.isEmpty() ? "" : table + ": ";
        first.leftOut().forEach(text -> note("left out, it speaks of ignored columns", prefix + text));
        other.leftOut().forEach(text -> note("left out, it speaks of ignored columns", prefix + text));
        diff.unsure().forEach((object, reason) -> unjudged.put(prefix + object, reason));
        diff.names().forEach(text -> note("names that differ", prefix + text));
        diff.versions().forEach(text -> note("versions that differ with the servers'", text));
        diff.notCompared().forEach(text -> note("left out between these servers", text));
    }

    /** A target whose sort order changed has wrong indexes; a source is the past, and is only noted. */
    private void collations(String what) throws InterruptedException {
        try {
            changed(sources)
                    .forEach((shard, texts) -> texts.forEach(text -> note("changed collations", shard + ": " + text)));
            changed(targets)
                    .forEach(
                            (shard, texts) -> texts.forEach(
                                    text -> findings.add(
                                            new Finding(
                                                    Finding.Kind.DEFINITION,
                                                    "",
                                                    shard,
                                                    "collation version",
                                                    text
                                                            + ": indexes may be in the wrong order; rebuild them, then REFRESH COLLATION VERSION"))));
        } catch (SourceException e) {
            unjudged.put(what, e.getMessage());
        }
    }

    private static Map<String, List<String>> changed(SnapshotSet side) throws SourceException, InterruptedException {
        return side.onEach(side.shards(), reader -> changed(reader, side.schemaQueries()));
    }

    private static List<String> changed(ShardReader reader, SchemaQueries queries) throws SourceException {
        String query = queries.changedCollations(CatalogueReading.major(reader, queries));
        return query.isEmpty()
                ? List.of()
                : reader.texts("read the versions of collations", query, List.of()).stream()
                        .map(row -> "%s was built with version %s of its collation, the server now has %s"
                                .formatted(row.get(0), row.get(1), row.get(2)))
                        .toList();
    }

    private void note(String fact, String text) {
        notes.computeIfAbsent(fact, name -> new TreeSet<>()).add(text);
    }

    private CheckResult result(Duration took) {
        Map<String, String> facts = new LinkedHashMap<>();
        objects.forEach((kind, number) -> facts.put("objects of kind " + kind, String.valueOf(number)));
        notes.forEach((fact, texts) -> facts.put(fact, sample(texts)));
        unjudged.forEach((what, reason) -> facts.put(what + ", not judged", reason));
        Verdict verdict = findings.total() > 0
                ? Verdict.FAIL
                : examined == 0 || !unjudged.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.PASS;
        String summary = switch (verdict) {
            case PASS -> String.format(Locale.ROOT, "%,d definitions are equal", examined);
            case FAIL -> String.format(Locale.ROOT, "%,d differences in %,d definitions", findings.total(), examined);
            case INCONCLUSIVE ->
                unjudged.isEmpty() ? "no table was given: nothing was compared" : Unjudged.summary(unjudged);
        };
        return new CheckResult(name(), verdict, summary, examined, findings.kept(), findings.total(), facts, took);
    }

    private static String sample(Set<String> texts) {
        List<String> first = texts.stream().limit(NAMED_IN_A_FACT).toList();
        return String.join("; ", first) + (texts.size() > first.size() ? " … %d in all".formatted(texts.size()) : "");
    }
}
