package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.dialect.postgres.RelationQueries;
import dev.shardproof.verifier.pace.ScanProgress;
import dev.shardproof.verifier.source.ShardReader;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;

/** How large the tables are, so that the progress can say how far it is. */
final class PageCounts {

    private PageCounts() {}

    static void expect(SnapshotSet sources, SnapshotSet targets, List<TableMapping> tables, ScanProgress progress)
            throws SourceException, InterruptedException {
        expect(sources, tables.stream().map(TableMapping::source).toList(), progress);
        expect(targets, tables.stream().map(TableMapping::target).toList(), progress);
    }

    private static void expect(SnapshotSet side, List<TableSpec> tables, ScanProgress progress)
            throws SourceException, InterruptedException {
        side.onEach(side.shards(), reader -> {
            for (TableSpec table : tables) {
                try {
                    progress.expect(reader.shard(), table.toString(), pages(reader, table));
                } catch (SourceException e) {
                    // It may be locked, or the server gone: the checks find out, and say it of that table alone.
                    continue;
                }
            }
            return true;
        });
    }

    private static long pages(ShardReader reader, TableSpec table) throws SourceException {
        return reader.texts("size " + table, RelationQueries.PAGES, List.of(table.schema(), table.name())).stream()
                .mapToLong(row -> Long.parseLong(row.get(0)))
                .sum();
    }
}
