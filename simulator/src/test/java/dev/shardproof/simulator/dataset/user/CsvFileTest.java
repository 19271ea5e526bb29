package dev.shardproof.simulator.dataset.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.dataset.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

    @TempDir
    Path folder;

    @Test
    void theHeaderIsReadAsCsv() throws IOException {
        assertThat(header("a,b\n1,2\n")).containsExactly("a", "b");
        assertThat(header("\ufeffa,Größe\r\n1,2")).containsExactly("a", "Größe");
        assertThat(header("\"a,\"\"x\"\"\",\"two\nlines\",b")).containsExactly("a,\"x\"", "two\nlines", "b");
    }

    @Test
    void aFileWithoutHeaderIsRefused() {
        assertThatThrownBy(() -> header("")).hasMessageContaining("line 1: there is no header");
        assertThatThrownBy(() -> header("\n1,2\n")).hasMessageContaining("line 1: there is no header");
    }

    @Test
    void otherEncodingsAndMissingFilesAreRefused() throws IOException {
        Path latin1 = Files.write(folder.resolve("l.csv"), new byte[] {'a', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> CsvFile.open(latin1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("l.csv is not encoded in UTF-8");
        assertThatThrownBy(() -> CsvFile.open(folder.resolve("none.csv")))
                .hasMessageContaining("none.csv can not be read");
    }

    private java.util.List<String> header(String content) throws IOException {
        return CsvFile.open(Files.writeString(folder.resolve("f.csv"), content)).header();
    }
}
