package dev.shardproof.simulator.cluster.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresImageTest {

    @Test
    void theImagesVariableCountsMoreThanItsTag() {
        assertThat(PostgresImage.major("postgres:18", List.of("PATH=/bin", "PG_MAJOR=17")))
                .hasValue(17);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres:18, 18",
        "postgres:17.2-alpine, 17",
        "registry.example:5000/our/postgres:16-slim, 16",
        "shardproof/postgres:17, 17"
    })
    void theTagBeginsWithTheVersion(String image, int major) {
        assertThat(PostgresImage.major(image, List.of())).hasValue(major);
    }

    @ParameterizedTest
    @CsvSource({"postgres", "postgres:latest", "registry.example:5000/postgres", "our/image:20261122"})
    void otherImagesDoNotTell(String image) {
        assertThat(PostgresImage.major(image, List.of("PG_MAJOR=beta"))).isEqualTo(OptionalInt.empty());
    }
}
