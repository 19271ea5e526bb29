package dev.shardproof.verifier.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.plan.CheckName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document says what the tests test. */
class ChecksDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "CHECKS.md");
    private static final String WRITE = "mvn -pl verifier test -Dtest=ChecksDocumentTest -Dshardproof.write=true";

    @Test
    void theDocumentIsWhatTheMatrixSays() throws IOException {
        if (Boolean.getBoolean("shardproof.write")) {
            Files.writeString(DOCUMENT, ChecksDocument.text());
        }
        assertThat(DOCUMENT).as("write it anew: " + WRITE).exists();
        assertThat(Files.readString(DOCUMENT))
                .as("docs/CHECKS.md is generated; write it anew: " + WRITE)
                .isEqualTo(ChecksDocument.text());
    }

    @ParameterizedTest
    @EnumSource
    void theTemplateHasASectionOnEachCheck(CheckName check) throws IOException {
        assertThat(ChecksDocument.text()).contains("\n### %s\n".formatted(check.label()));
    }

    @Test
    void nothingIsLeftToFillIn() throws IOException {
        assertThat(ChecksDocument.text()).doesNotContainPattern("\\{[a-zA-Z]+}");
    }
}
