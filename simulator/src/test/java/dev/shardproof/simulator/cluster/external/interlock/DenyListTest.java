package dev.shardproof.simulator.cluster.external.interlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DenyListTest {

    @TempDir
    Path folder;

    @Test
    void entriesOfAFileForbid() throws IOException {
        DenyList list = read("""
                # production

                system_identifier 7430161094353215545   # Frankfurt
                host *.db.example.com
                host 10.1.?
                database billing*
                """);

        assertThat(list.forbidsSystemIdentifier("7430161094353215545")).isTrue();
        assertThat(list.forbidsSystemIdentifier("7430161094353215546")).isFalse();
        assertThat(list.forbidsDatabase("billing_eu")).contains("billing*");
        assertThat(list.forbidsDatabase("shop")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a.db.example.com, true",
        "A.DB.Example.COM, true",
        "a.db.example.com., true",
        "db.example.com, false",
        "a.db.example.com.evil.org, false",
        "axdb.example.com, false",
        "10.1.7, true",
        "10.1.77, false",
        "10x1.7, false"
    })
    void patternsOfHostsHoldForTheWholeName(String host, boolean forbidden) throws IOException {
        assertThat(read("host *.db.example.com\nhost 10.1.?\n")
                        .forbidsHost(host)
                        .isPresent())
                .isEqualTo(forbidden);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "host a b",
                "hosts a",
                "system_identifier abc",
                "system_identifier 7430161094353215545;",
                "7430161094353215545",
                "database a b"
            })
    void aLineThatIsNotUnderstoodForbidsEverything(String line) {
        assertThatThrownBy(() -> read("host a\n" + line + "\n"))
                .isInstanceOf(DenyList.InvalidDenyListException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("nothing is touched");
    }

    @Test
    void aFileThatIsNotThereForbidsEverything() {
        assertThatThrownBy(() -> DenyList.read(folder.resolve("missing")))
                .isInstanceOf(DenyList.InvalidDenyListException.class)
                .hasMessageContaining("nothing is touched");
        assertThatThrownBy(() -> DenyList.read(folder)).isInstanceOf(DenyList.InvalidDenyListException.class);
    }

    @Test
    void twoListsForbidWhatEitherForbids() throws IOException {
        DenyList both = read("host a\n").and(read("host b\nsystem_identifier 1\n"));

        assertThat(both.forbidsHost("a")).isPresent();
        assertThat(both.forbidsHost("b")).isPresent();
        assertThat(both.forbidsSystemIdentifier("1")).isTrue();
        assertThat(both.and(DenyList.EMPTY)).isEqualTo(both);
    }

    private DenyList read(String text) throws IOException {
        return DenyList.read(Files.writeString(Files.createTempFile(folder, "deny", ""), text));
    }
}
