package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.reports.text.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MarkdownSummaryTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

    @Test
    void theVerdictIsTheFirstLine() {
        assertThat(MarkdownSummary.render(TestingReports.passing()))
                .startsWith("## ✔ PASS: split-2-to-3-slow-target\n");
        assertThat(MarkdownSummary.render(TestingReports.inconclusive())).startsWith("## ? INCONCLUSIVE");
    }

    @Test
    void checksFindingsFaultsAndLatencyAreTables() {
        List<List<String>> rows = rows(TestingReports.failing());

        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("rowCount", "✘ FAIL"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("latencyBaseline", "? INCONCLUSIVE"));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains("MISSING", "s0 → s2", "order_id=88412, line=1"));
        assertThat(rows).anySatisfy(row -> assertThat(row).contains("copying 40%", "203 ms"));
        assertThat(rows).anySatisfy(row -> assertThat(row).startsWith("cut-over", "102"));
        assertThat(MarkdownSummary.render(TestingReports.failing())).contains("… and 18 more");
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsShownAndHasNoEffect(String text) {
        RunReport hostile = TestingReports.with(text);

        // The same blocks, inline nodes and cells as with a harmless text: nothing of it became markup.
        assertThat(shape(hostile)).isEqualTo(shape(TestingReports.with("harmless")));
        assertThat(rows(hostile)).anySatisfy(row -> assertThat(row).contains(UntrustedText.oneLine(text)));
        assertThat(MarkdownSummary.render(hostile)).doesNotContain("<", "://", "www.", "\u001B", "\u202E");
    }

    @Test
    void thePageStaysSmallWhateverTheDataHolds() {
        assertThat(MarkdownSummary.render(TestingReports.with("<".repeat(100_000)))
                        .length())
                .isLessThan(64 * 1024);
    }

    private static List<String> shape(RunReport report) {
        List<String> nodes = new ArrayList<>();
        collect(PARSER.parse(MarkdownSummary.render(report)), nodes);
        return nodes;
    }

    private static void collect(Node node, List<String> nodes) {
        if (!(node instanceof Text)) { // one text or several in a row look the same to a reader
            nodes.add(node.getClass().getSimpleName());
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            collect(child, nodes);
        }
    }

    private static List<List<String>> rows(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        PARSER.parse(MarkdownSummary.render(report)).accept(new AbstractVisitor() {
            @Override
            public void visit(CustomNode node) {
                if (node instanceof TableRow) {
                    rows.add(new ArrayList<>());
                } else if (node instanceof TableCell) {
                    rows.get(rows.size() - 1).add("");
                }
                visitChildren(node);
            }

            @Override
            public void visit(Text text) {
                if (!rows.isEmpty() && text.getParent() instanceof TableCell) {
                    List<String> row = rows.get(rows.size() - 1);
                    row.set(
                            row.size() - 1,
                            row.get(row.size() - 1) + text.getLiteral().replace('\u00A0', ' '));
                }
            }
        });
        return rows;
    }
}
