package dev.shardproof.scenarios.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.latency.block.LatencyBlock;
import dev.shardproof.verifier.latency.block.LatencyGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBaselineReaderTest {

    @TempDir
    private Path folder;

    @Test
    void csvHasOneWindowALineInMilliseconds() throws IOException {
        StoredBaseline baseline = read("production.csv", """
                group, p50, p99
                overall, 1.9, 12.5
                overall, 2.1, 14

                shard s0, , 11
                operation place order, 1, 2
                """);

        assertThat(baseline.windows(LatencyGroup.OVERALL))
                .containsExactly(
                        new LatencyBlock(0, 0, Map.of(50.0, 1_900.0, 99.0, 12_500.0)),
                        new LatencyBlock(0, 0, Map.of(50.0, 2_100.0, 99.0, 14_000.0)));
        assertThat(baseline.windows(LatencyGroup.shard("s0")))
                .isEqualTo(List.of(new LatencyBlock(0, 0, Map.of(99.0, 11_000.0))));
        assertThat(baseline.windows(LatencyGroup.operation("place order"))).hasSize(1);
        assertThat(baseline.windows(LatencyGroup.shard("s1"))).isEmpty();
        assertThat(baseline.description()).isEqualTo("from production.csv");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        StoredBaseline baseline = read("production.json", """
                {
                  "format": "shardproof-latency-baseline/1",
                  "description": "week 46",
                  "windows": [
                    {"group": "overall", "p99": 12.5},
                    {"group": "overall", "p99": 14}
                  ]
                }
                """);

        assertThat(baseline.windows(LatencyGroup.OVERALL)).hasSize(2);
        assertThat(baseline.description()).isEqualTo("from week 46, production.json");
    }

    @Test
    void csvProblemsAreNamedWithTheirLine() {
        assertThatThrownBy(() -> read("a.csv", """
                group,p50,p99
                overall,1,2,3
                everything,1,2
                overall,x,-2
                overall,9,2
                """))
                .isInstanceOf(StoredBaseline.InvalidBaselineException.class)
                .hasMessageContaining("a.csv:2:1: 4 values; the header has 3 columns")
                .hasMessageContaining("a.csv:3:1: group: found 'everything'; expected overall, 'shard NAME'")
                .hasMessageContaining("a.csv:4:1: p50: found 'x'; expected milliseconds")
                .hasMessageContaining("a.csv:4:1: p99: found -2.0; expected milliseconds above 0")
                .hasMessageContaining("a.csv:5:1: a higher percentile of overall is faster than a lower one");
        assertThatThrownBy(() -> read("b.csv", "group,p95\noverall,1\n"))
                .hasMessageContaining("b.csv:1:1: found the header 'group,p95'; expected group");
        assertThatThrownBy(() -> read("c.csv", "group,p99\nshard s0,1\n"))
                .hasMessageContaining("no window is of the group overall");
        assertThatThrownBy(() -> read("d.csv", "group,p99\n")).hasMessageContaining("there is no window");
    }

    @Test
    void jsonProblemsAreNamedWithTheirPlace() {
        assertThatThrownBy(() -> read("a.json", """
                {"format": "shardproof-latency-baseline/1",
                 "windows": [{"group": "overall", "p99": "fast"},
                             {"group": "overall", "p95": 1}]}
                """))
                .hasMessageContaining("a.json:2:42: windows.p99: found 'fast'")
                .hasMessageContaining("a.json:3:")
                .hasMessageContaining("p95");
        assertThatThrownBy(() -> read("b.json", "{\"windows\": [{\"group\": \"overall\", \"p99\": 1}]}"))
                .hasMessageContaining("format");
    }

    private StoredBaseline read(String name, String text) throws IOException {
        return StoredBaselineReader.read(Files.writeString(folder.resolve(name), text));
    }
}
