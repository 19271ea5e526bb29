package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.plan.CheckName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** {@code docs/CHECKS.md}: the prose of a template, and tables from the same values that the matrix is tested with. */
final class ChecksDocument {

    private static final String SEES = "●";
    private static final String BY_CHANCE = "◐";
    private static final String BLIND = "○";

    private ChecksDocument() {}

    static String text() throws IOException {
        try (InputStream template = ChecksDocument.class.getResourceAsStream("CHECKS.template.md")) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{matrix}", matrix())
                    .replace("{benign}", benign())
                    .replace("{kinds}", String.valueOf(Corruption.values().length))
                    .replace("{benignCases}", String.valueOf(BenignChange.values().length));
        }
    }

    private static String matrix() {
        String names = Arrays.stream(CheckName.values()).map(CheckName::label).collect(Collectors.joining(" | "));
        String lines = Arrays.stream(CheckName.values()).map(check -> ":-:").collect(Collectors.joining(" | "));
        String rows =
                Arrays.stream(Corruption.values()).map(ChecksDocument::row).collect(Collectors.joining("\n"));
        return "| # | damage | %s | remark |\n| -: | --- | %s | --- |\n%s".formatted(names, lines, rows);
    }

    private static String row(Corruption kind) {
        String cells = Arrays.stream(CheckName.values())
                .map(check -> cell(kind, check))
                .collect(Collectors.joining(" | "));
        return "| %d | %s | %s | %s |".formatted(kind.number(), kind.title(), cells, kind.note());
    }

    private static String cell(Corruption kind, CheckName check) {
        if (!kind.sees().contains(check)) {
            return BLIND;
        }
        return check == CheckName.SAMPLED_CHECKSUM ? BY_CHANCE : SEES;
    }

    private static String benign() {
        return Arrays.stream(BenignChange.values())
                .filter(change -> change != BenignChange.NONE)
                .map(change -> "- " + change.title())
                .collect(Collectors.joining("\n"));
    }
}
