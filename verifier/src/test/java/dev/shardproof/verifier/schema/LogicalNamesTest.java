package dev.shardproof.verifier.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.dialect.SchemaQueries;
import dev.shardproof.verifier.table.TableMapping;
import dev.shardproof.verifier.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogicalNamesTest {

    private static final List<TableMapping> TABLES = List.of(
            new TableMapping(
                    TableSpec.sharded("shop", "orders"),
                    "store",
                    "Purchases",
                    Map.of("note", "remark", "order", "Rank", "text", "body", "zone", "area"),
                    Set.of("gone")),
            new TableMapping(
                    TableSpec.sharded("shop", "people"), "store", "clients", Map.of("id", "number"), Set.of()));

    private static final LogicalNames TARGETS = LogicalNames.ofTargets(TABLES);

    private static String expression(String schema, String table, String text) {
        return "" + SchemaQueries.EXPRESSION + schema + SchemaQueries.NEXT + table + SchemaQueries.NEXT + text
                + SchemaQueries.END;
    }

    private static String name(String... parts) {
        return SchemaQueries.NAME + String.join("" + SchemaQueries.NEXT, parts) + SchemaQueries.END;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lower(remark)                                   | lower(note)
            ("Rank" > 3)                                    | (order > 3)
            ('remark'::text + remark)                       | ('remark'::text + note)
            ('it''s remark'::text <> remark)                | ('it''s remark'::text <> note)
            (body)::text                                    | (text)::text
            (body)::remark                                  | (text)::remark
            (at)::timestamp with time zone                  | (at)::timestamp with time zone
            (old.remark IS DISTINCT FROM new.remark)        | (old.note IS DISTINCT FROM new.note)
            ("Purchases".remark = 1)                        | (orders.note = 1)
            remark(remark)                                  | remark(note)
            store.f(remark)                                 | shop.f(note)
            nextval('store.numbers'::regclass)              | nextval('shop.numbers'::regclass)
            nextval('store."Purchases"'::regclass)          | nextval('shop.orders'::regclass)
            'new'::store.mood                               | 'new'::shop.mood
            other.f(remark)                                 | other.f(note)
            (SELECT 1 FROM store.clients c WHERE (c.x = 1)) | (SELECT 1 FROM shop.people c WHERE (c.x = 1))
            (remark OPERATOR(store.@@) 'x'::text)           | (note OPERATOR(shop.@@) 'x'::text)
            (E'a\\\\remark' + remark)                       | (E'a\\\\remark' + note)
            (remark1 + 1e10 + "re""mark")                   | (remark1 + 1e10 + "re""mark")
            (number = 1)                                    | (number = 1)
            ('unterminated                                  | ('unterminated
            """)
    void expressionIsTranslated(String target, String source) {
        assertThat(TARGETS.translate(expression("store", "Purchases", target)).text())
                .isEqualTo(source);
    }

    @Test
    void keywordIsNeverAColumn() {
        assertThat(LogicalNames.ofTargets(TABLES)
                        .translate(expression("store", "Purchases", "CURRENT_USER"))
                        .text())
                .isEqualTo("CURRENT_USER");
    }

    @Test
    void namesAreTranslated() {
        assertThat(TARGETS.translate("on (" + name("store", "Purchases", "remark") + ")")
                        .text())
                .isEqualTo("on (note)");
        assertThat(TARGETS.translate(name("store", "clients")).text()).isEqualTo("shop.people");
        assertThat(TARGETS.translate(name("store", "Other")).text()).isEqualTo("shop.\"Other\"");
        assertThat(TARGETS.translate(name("store")).text()).isEqualTo("shop");
        assertThat(TARGETS.translate("x" + name("store", "clients", "number", ""))
                        .text())
                .isEqualTo("x");
    }

    @Test
    void ignoredColumnsAreNoticed() {
        assertThat(TARGETS.translate(name("store", "Purchases", "gone")).ignored())
                .containsExactly("shop.orders.gone");
        assertThat(TARGETS.translate(expression("store", "Purchases", "lower(gone)"))
                        .ignored())
                .containsExactly("shop.orders.gone");
        assertThat(TARGETS.translate(expression("store", "Purchases", "('gone'::text)::gone"))
                        .ignored())
                .isEmpty();
        assertThat(LogicalNames.ofSources(TABLES)
                        .translate(expression("shop", "orders", "gone"))
                        .ignored())
                .isNotEmpty();
    }

    @Test
    void textOfTheUsersIsNoPattern() {
        assertThat(TARGETS.translate(name("store", "Purchases", "a$1\\b")).text())
                .isEqualTo("\"a$1\\b\"");
        assertThat(TARGETS.translate("" + SchemaQueries.EXPRESSION + "broken" + SchemaQueries.END)
                        .text())
                .isEqualTo("broken");
    }

    @Test
    void schemaThatWasSplitIsNotTranslated() {
        List<TableMapping> split = List.of(
                new TableMapping(TableSpec.sharded("a", "x"), "b", "x", Map.of(), Set.of()),
                new TableMapping(TableSpec.sharded("a", "y"), "c", "y", Map.of(), Set.of()),
                new TableMapping(TableSpec.sharded("d", "z"), "e", "z", Map.of(), Set.of()));
        assertThat(LogicalNames.schemas(split)).containsOnly(Map.entry("d", "e"));
        assertThat(LogicalNames.ofTargets(split).translate(name("b", "x")).text())
                .isEqualTo("a.x");
        assertThat(LogicalNames.ofTargets(split).translate(name("b", "other")).text())
                .isEqualTo("b.other");
    }
}
