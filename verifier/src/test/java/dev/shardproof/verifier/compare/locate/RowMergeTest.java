package dev.shardproof.verifier.compare.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shardproof.verifier.check.Finding.Kind;
import dev.shardproof.verifier.digest.RowImage;
import dev.shardproof.verifier.source.SourceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowMergeTest {

    private final List<Difference> differences = new ArrayList<>();

    @Test
    void missingExtraAndDifferentRowsAreToldApart() throws SourceException {
        long examined = merge(
                List.of(row(1, 10, "a"), row(2, 20, "b"), row(3, 30, "c")),
                List.of(row(1, 10, "a"), row(3, 31, "c"), row(4, 40, "d")));

        assertThat(examined).isEqualTo(4);
        assertThat(differences)
                .extracting(Difference::kind, Difference::key)
                .containsExactly(
                        tuple(Kind.MISSING, List.of("b")),
                        tuple(Kind.DIFFERENT, List.of("c")),
                        tuple(Kind.EXTRA, List.of("d")));
    }

    @Test
    void twoKeysOfOneIdentityAreNotMistakenForOneRow() throws SourceException {
        merge(List.of(row(1, 10, "a"), row(1, 11, "b")), List.of(row(1, 11, "b"), row(1, 10, "a")));
        assertThat(differences).isEmpty();

        merge(List.of(row(1, 10, "a")), List.of(row(1, 10, "b")));
        assertThat(differences).extracting(Difference::kind).containsExactly(Kind.MISSING, Kind.EXTRA);
    }

    @Test
    void copiesOfARowWithoutAKeyAreCounted() throws SourceException {
        merge(List.of(copies(7, 3), copies(8, 1)), List.of(copies(7, 5)));

        assertThat(differences)
                .extracting(Difference::kind, Difference::copies)
                .containsExactly(tuple(Kind.EXTRA, 2L), tuple(Kind.MISSING, 1L));
    }

    @Test
    void aKeyTwiceOnOneSideIsOneTooMany() throws SourceException {
        merge(List.of(row(1, 10, "a")), List.of(row(1, 10, "a"), row(1, 10, "a")));

        assertThat(differences).extracting(Difference::kind).containsExactly(Kind.EXTRA);
    }

    @Test
    void theLimitStopsAfterTheLowestIdentities() throws SourceException {
        RowMerge merge = new RowMerge(
                new InMemoryRowStream(row(1, 10, "a"), row(5, 50, "e")),
                new InMemoryRowStream(row(2, 20, "b"), row(5, 51, "e")),
                differences::add);

        assertThat(merge.compare(2)).isEqualTo(2);
        assertThat(differences).extracting(Difference::kind).containsExactly(Kind.MISSING, Kind.EXTRA);
    }

    @Test
    void theHighestIdentityOfAllIsComparedToo() throws SourceException {
        long examined = merge(List.of(row(Long.MAX_VALUE, 1, "z")), List.of());

        assertThat(examined).isEqualTo(1);
        assertThat(differences).hasSize(1);
    }

    private long merge(List<RowImage> left, List<RowImage> right) throws SourceException {
        differences.clear();
        return new RowMerge(
                        new InMemoryRowStream(left.toArray(RowImage[]::new)),
                        new InMemoryRowStream(right.toArray(RowImage[]::new)),
                        differences::add)
                .compare(Long.MAX_VALUE);
    }

    private static RowImage row(long identity, long hash, String key) {
        return new RowImage(identity, hash, 1, List.of(key), "s0");
    }

    private static RowImage copies(long hash, long copies) {
        return new RowImage(hash, hash, copies, List.of(), "s0");
    }
}
