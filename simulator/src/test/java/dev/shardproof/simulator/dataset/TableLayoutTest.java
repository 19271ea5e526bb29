package dev.shardproof.simulator.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.topology.KeyRange;
import dev.shardproof.simulator.topology.KeyType;
import dev.shardproof.simulator.topology.ShardingStrategy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableLayoutTest {

    private static final List<Column> COLUMNS =
            List.of(new Column("a\"b", "int8", false, true), new Column("sum", "int8", true, false));

    private static final TableLayout TABLE =
            new TableLayout("My", "t\"", COLUMNS, List.of("a\"b"), Optional.of(new ShardKey("a\"b", KeyType.INTEGER)));

    @Test
    void namesAreQuoted() {
        assertThat(TABLE.qualifiedName()).isEqualTo("\"My\".\"t\"\"\"");
        assertThat(TABLE.pointExpression(ShardingStrategy.PLAIN)).isEqualTo("\"a\"\"b\"::bigint");
        assertThat(TABLE.pointExpression(ShardingStrategy.HASHED)).isEqualTo("hashint8extended(\"a\"\"b\"::bigint, 0)");
    }

    @Test
    void theConditionNamesEveryRangeByItsFirstAndLastPoint() {
        assertThat(TABLE.rangeCondition(ShardingStrategy.PLAIN, List.of(KeyRange.below(5), KeyRange.of(7, 9))))
                .isEqualTo("(\"a\"\"b\"::bigint BETWEEN '-9223372036854775808'::bigint AND '4'::bigint"
                        + " OR \"a\"\"b\"::bigint BETWEEN '7'::bigint AND '8'::bigint)");
        assertThat(TABLE.rangeCondition(ShardingStrategy.PLAIN, List.of())).isEqualTo("false");
    }

    @Test
    void generatedColumnsCanNotBeWritten() {
        assertThat(TABLE.writableColumns()).containsExactly("a\"b");
    }

    @Test
    void aReferenceTableHasNoPoints() {
        TableLayout reference = new TableLayout("s", "t", COLUMNS, List.of(), Optional.empty());
        assertThatThrownBy(() -> reference.pointExpression(ShardingStrategy.HASHED))
                .hasMessageContaining("s.t");
    }

    @Test
    void aKeyThatIsNoColumnIsRefused() {
        assertThatThrownBy(() -> new TableLayout("s", "t", COLUMNS, List.of("x"), Optional.empty()))
                .hasMessageContaining("not among its columns");
        assertThatThrownBy(() ->
                        new TableLayout("s", "t", COLUMNS, List.of(), Optional.of(new ShardKey("x", KeyType.TEXT))))
                .hasMessageContaining("not among its columns");
    }
}
