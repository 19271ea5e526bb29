package dev.shardproof.reports.format;

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

/** A Markdown page as a reader's parser sees it. */
public final class TestingMarkdown {

    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();

    private TestingMarkdown() {}

    /** All blocks and inline nodes but texts. */
    public static List<String> shape(String markdown) {
        List<String> nodes = new ArrayList<>();
        collect(PARSER.parse(markdown), nodes);
        return nodes;
    }

    /** The cells of all tables, row by row, as plain text. */
    public static List<List<String>> rows(String markdown) {
        List<List<String>> rows = new ArrayList<>();
        PARSER.parse(markdown).accept(new AbstractVisitor() {
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

    private static void collect(Node node, List<String> nodes) {
        if (!(node instanceof Text)) { // one text or several in a row look the same to a reader
            nodes.add(node.getClass().getSimpleName());
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            collect(child, nodes);
        }
    }
}
