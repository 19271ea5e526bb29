package dev.shardproof.reports.verification;

import dev.shardproof.reports.text.Figures;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.TableReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How parts of the report are worded the same way in every form. Names are untrusted text. */
final class Wording {

    private static final String UNKNOWN = "–";

    private Wording() {}

    /** A table's name, with the one that it has on the targets if that is another. */
    static String name(TableReport table) {
        return table.source().equals(table.target()) ? table.source() : table.source() + " → " + table.target();
    }

    /** A number of rows; a dash if they were not counted. */
    static String rows(long rows) {
        return rows < 0 ? UNKNOWN : Figures.count(rows);
    }

    /** How many rows more the targets have, with its sign; empty if they are as many, or if that is not known. */
    static String difference(TableReport table) {
        long more = table.targetRows() - table.sourceRows();
        if (table.sourceRows() < 0 || table.targetRows() < 0 || more == 0) {
            return "";
        }
        return (more < 0 ? "−" : "+") + Figures.count(Math.abs(more));
    }

    /** What the verification cost, in one line. */
    static String cost(CostReport cost) {
        List<String> parts = new ArrayList<>();
        parts.add("%s read in %s"
                .formatted(VerdictSentence.some(cost.rowsRead(), "row"), Figures.duration(cost.reading())));
        if (cost.rowsPerSecond() > 0) {
            parts.add(Figures.count(cost.rowsPerSecond()) + " rows/s");
        }
        if (cost.bytesReceived() >= 0) {
            parts.add(Figures.bytes(cost.bytesReceived()) + " received");
        }
        parts.add(VerdictSentence.some(cost.statements(), "statement"));
        parts.add("longest snapshot " + Figures.duration(cost.longestSnapshot()));
        if (cost.paused().compareTo(Duration.ZERO) > 0) {
            parts.add("paused " + Figures.duration(cost.paused()));
        }
        return String.join(", ", parts);
    }
}
