package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.TestingReports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationReportWriterTest {

    @TempDir
    Path folder;

    @Test
    void allFourFilesAreWrittenAndNothingElseIsLeft() throws IOException {
        VerificationDocument document = TestingVerifications.document(TestingVerifications.failing());

        VerificationReportWriter.write(folder.resolve("a/b"), document);

        assertThat(names(folder.resolve("a/b")))
                .containsExactly("junit.xml", "report.html", "report.json", "summary.md");
        assertThat(VerificationJson.read(folder.resolve("a/b/report.json"))).isEqualTo(document);
    }

    @Test
    void theSameReportGivesTheSameBytes() throws IOException {
        VerificationDocument document = TestingVerifications.document(TestingVerifications.failing());
        VerificationReportWriter.write(folder.resolve("a"), document);
        VerificationReportWriter.write(folder.resolve("b"), document);

        for (String name : names(folder.resolve("a"))) {
            assertThat(folder.resolve("a").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(name));
        }
    }

    @Test
    void everyFileIsValidUtf8WhateverTheTextHolds() throws IOException {
        for (String text : TestingReports.HOSTILE) {
            VerificationReportWriter.write(folder, TestingVerifications.document(TestingVerifications.with(text)));

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
