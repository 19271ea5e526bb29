package dev.shardproof.scenarios.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data that is damaged in the middle of a migration turns the checks red that must see it, and the fault is proven. */
class DataFaultRunIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"missingRow, rowCount", "extraRow, rowCount", "staleValue, fullChecksum"})
    void theChecksSeeWhatAFaultDamaged(String damage, String check) throws Exception {
        TestingRun run = TestingRun.of(folder, TestingRun.SMALL + """
                faults:
                  - {corruptData: s1, damage: %s, table: public.order_lines, rows: 2, at: catchingUp, for: 15s}
                expect: {fail: [%s]}
                """.formatted(damage, check));

        assertThat(run.report().faults())
                .as("%s", run.outcome().reasons())
                .singleElement()
                .matches(fault -> fault.ending().equals("PROVEN"));
        assertThat(run.failedChecks()).contains(check, "fullChecksum").doesNotContain("placement");
        assertThat(run.outcome().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.outcome().exitCode()).as("%s", run.outcome().reasons()).isZero();
    }
}
