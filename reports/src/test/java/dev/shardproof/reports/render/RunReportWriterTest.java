package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.RunReportJson;
import dev.shardproof.reports.run.TestingReports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportWriterTest {

    @TempDir
    Path folder;

    @Test
    void allFourFilesAreWrittenAndNothingElseIsLeft() throws IOException {
        Path bundle = folder.resolve("runs/split/1");

        RunReportWriter.write(bundle, TestingReports.passing());

        assertThat(names(bundle)).containsExactly("junit.xml", "report.html", "report.json", "summary.md");
        assertThat(RunReportJson.read(bundle.resolve("report.json"))).isEqualTo(TestingReports.passing());
    }

    @Test
    void anEarlierReportIsReplaced() throws IOException {
        RunReportWriter.write(folder, TestingReports.passing());
        RunReportWriter.write(folder, TestingReports.failing());

        assertThat(Files.readString(folder.resolve("summary.md"))).startsWith("## ✘ FAIL");
        assertThat(names(folder)).hasSize(4);
    }

    @Test
    void theSameReportGivesTheSameBytes() throws IOException {
        RunReportWriter.write(folder.resolve("a"), TestingReports.failing());
        RunReportWriter.write(folder.resolve("b"), TestingReports.failing());

        for (String name : names(folder.resolve("a"))) {
            assertThat(folder.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
    }

    @Test
    void everyFileIsValidUtf8WhateverTheTextHolds() throws IOException {
        for (String text : TestingReports.HOSTILE) {
            RunReportWriter.write(folder, TestingReports.with(text));

            for (String name : names(folder)) {
                // readString throws on malformed input
                assertThat(Files.readString(folder.resolve(name), StandardCharsets.UTF_8))
                        .isNotEmpty();
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
