package dev.shardproof.scenarios.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultAim;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultWordsTest {

    @Test
    void whatIsSaidIsUnderstoodForEveryFaultOfTheApplications() {
        for (FaultKind kind : FaultKind.values()) {
            if (kind.aim() == FaultAim.APPLICATION) {
                FaultWords said = new FaultWords(
                        "f1",
                        new FaultWords.Start(
                                new Fault(kind, FaultTarget.APPLICATION, Map.of()), Duration.ofMillis(8_000)));
                assertThat(FaultWords.of(said.words())).isEqualTo(said);
                assertThat(said.words()).allMatch(word -> word.matches("\\S+"));
            }
        }
        FaultWords renew = new FaultWords("f2", new FaultWords.Renew(Duration.ofMillis(1)));
        assertThat(FaultWords.of(renew.words())).isEqualTo(renew);
        FaultWords stop = new FaultWords("f2", new FaultWords.Stop());
        assertThat(FaultWords.of(stop.words())).isEqualTo(stop);
    }

    @Test
    void valuesAreSaidToo() {
        Fault fault = new Fault(
                FaultKind.STALE_ROUTING_CACHE,
                FaultTarget.APPLICATION,
                Map.of("instances", 2L, "behind", 3L, "refresh", "onMoved"));
        assertThat(new FaultWords("f1", new FaultWords.Start(fault, Duration.ofSeconds(1))).words())
                .containsExactly(
                        "fault",
                        "f1",
                        "start",
                        "staleRoutingCache",
                        "1000",
                        "instances=2",
                        "behind=3",
                        "refresh=onMoved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fault f1",
                "faults f1 stop",
                "fault f1 pause",
                "fault f1 start",
                "fault f1 start noSuchFault 1000",
                "fault f1 start hotKey",
                "fault f1 start hotKey soon",
                "fault f1 start hotKey 1000 share=2",
                "fault f1 start hotKey 1000 heat=0.5",
                "fault f1 start hotKey 1000 share",
                "fault f1 start slowShard 1000 latency=5",
                "fault f1 renew"
            })
    void whatIsNoOrderIsRefused(String words) {
        assertThatThrownBy(() -> FaultWords.of(List.of(words.split(" ")))).isInstanceOf(IllegalArgumentException.class);
    }
}
