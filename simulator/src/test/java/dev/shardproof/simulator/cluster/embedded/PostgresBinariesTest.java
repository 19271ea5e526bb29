package dev.shardproof.simulator.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, false, postgres-linux-x86_64.txz",
        "Linux, amd64, true, postgres-linux-x86_64-alpine_linux.txz",
        "Linux, aarch64, false, postgres-linux-arm_64.txz",
        "Mac OS X, aarch64, false, postgres-darwin-arm_64.txz",
        "Mac OS X, x86_64, false, postgres-darwin-arm_64.txz"
    })
    void everySupportedPlatformHasItsArchive(String system, String processor, boolean alpine, String resource) {
        assertThat(PostgresBinaries.resourceOf(system, processor, alpine)).isEqualTo(resource);
    }

    @Test
    void otherPlatformsAreToldWhatToUse() {
        assertThatThrownBy(() -> PostgresBinaries.resourceOf("Windows 11", "amd64", false))
                .hasMessageContaining("no embedded PostgreSQL for Windows 11 on amd64")
                .hasMessageContaining("'containers' or 'external'");
    }

    @Test
    void aParameterCanNotBringLinesOfItsOwn() {
        assertThatThrownBy(() -> EmbeddedSettings.defaults().with("work_mem", "1MB\nport = 1"))
                .hasMessageContaining("work_mem has a control character");
        assertThatThrownBy(() -> EmbeddedSettings.defaults().with("a = 1", "x"))
                .hasMessageContaining("not the name of a parameter");
    }
}
