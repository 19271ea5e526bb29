package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableVerdictTest {

    @Test
    void tablesWithoutAFindingPass() {
        assertThat(judge(TestingVerifications.passing())).containsOnly(Verdict.PASS);
    }

    @Test
    void aTableWithAFindingFailsAndStandsFirst() {
        List<TableVerdict> tables = TableVerdict.worstFirst(TestingVerifications.failing());

        assertThat(tables).extracting(judged -> judged.table().source()).startsWith("public.orders", "public.invoices");
        assertThat(tables)
                .extracting(TableVerdict::verdict)
                .containsExactly(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.PASS, Verdict.PASS);
        assertThat(tables.get(0).reason()).isEqualTo("rowCount: 1 finding; fullChecksum: 13 findings");
        assertThat(tables.get(0).findings()).hasSize(14);
    }

    @Test
    void aTableThatCouldNotBeReadIsNotCleared() {
        List<TableVerdict> tables = TableVerdict.worstFirst(TestingVerifications.partly());

        assertThat(tables.get(0).table().source()).isEqualTo("public.invoices");
        assertThat(tables.get(0).reason()).startsWith("no privilege on column iban");
        assertThat(tables).extracting(TableVerdict::verdict).containsOnlyOnce(Verdict.INCONCLUSIVE);
    }

    @Test
    void whereFindingsWereCutOffNoTableIsCleared() {
        List<TableVerdict> tables = TableVerdict.worstFirst(TestingVerifications.cutOff());

        assertThat(tables.get(0).reason()).isEqualTo("fullChecksum: at least 20 findings");
        assertThat(tables.subList(1, 4))
                .allSatisfy(judged -> assertThat(judged.verdict()).isEqualTo(Verdict.INCONCLUSIVE));
    }

    @Test
    void aBlindCheckClearsNothing() {
        assertThat(judge(TestingVerifications.blind())).containsOnly(Verdict.INCONCLUSIVE);
    }

    @Test
    void aTableThatNoCheckLookedAtIsNotCleared() {
        assertThat(TableVerdict.worstFirst(TestingVerifications.unlooked())
                        .get(0)
                        .reason())
                .isEqualTo("no check looked at it");
    }

    private static List<Verdict> judge(VerificationReport report) {
        return TableVerdict.worstFirst(report).stream()
                .map(TableVerdict::verdict)
                .toList();
    }
}
