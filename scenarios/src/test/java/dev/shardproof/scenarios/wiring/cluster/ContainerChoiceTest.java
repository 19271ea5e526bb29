package dev.shardproof.scenarios.wiring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.simulator.cluster.containers.ContainerSettings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerChoiceTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "SHARDPROOF_POSTGRES_IMAGE", "variable/postgres:18", "SHARDPROOF_TOXIPROXY_IMAGE", "variable/toxiproxy:1");

    @Test
    void withoutAWordTheVariablesCountAndElseTheDefaults() {
        assertThat(ContainerChoice.of(ContainersSpec.NONE, ENVIRONMENT))
                .isEqualTo(ContainerSettings.ofEnvironment(ENVIRONMENT));
        assertThat(ContainerChoice.of(ContainersSpec.NONE, Map.of())).isEqualTo(ContainerSettings.defaults());
    }

    @Test
    void theScenarioCountsForMoreThanTheVariables() {
        ContainerSettings settings = ContainerChoice.of(
                new ContainersSpec(
                        Optional.of("team/postgres:17.2"),
                        Optional.of(17),
                        Optional.of(0.5),
                        Optional.of(512_000_000L),
                        Optional.of("team/toxiproxy")),
                ENVIRONMENT);

        assertThat(settings.postgresImages()).containsExactly("team/postgres:17.2");
        assertThat(settings.toxiproxyImages()).containsExactly("team/toxiproxy");
        assertThat(settings.cpus()).hasValue(0.5);
        assertThat(settings.memoryBytes()).isEqualTo(512_000_000L);
    }

    @Test
    void anImageWithoutATagIsMeantInTheVersion() {
        assertThat(image(Optional.of("host:5000/postgres"), Optional.of(17)).postgresImages())
                .containsExactly("host:5000/postgres:17");
        assertThat(image(Optional.of("postgres@sha256:00"), Optional.of(17)).postgresImages())
                .containsExactly("postgres@sha256:00");
        assertThat(image(Optional.of("postgres"), Optional.empty()).postgresImages())
                .containsExactly("postgres");
        assertThat(image(Optional.empty(), Optional.of(17)).postgresImages())
                .containsExactly("postgres:17", "shardproof/postgres:17");
    }

    private static ContainerSettings image(Optional<String> image, Optional<Integer> version) {
        return ContainerChoice.of(
                new ContainersSpec(image, version, Optional.empty(), Optional.empty(), Optional.empty()), ENVIRONMENT);
    }
}
