package dev.shardproof.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void everyFindingIsCountedAndTheFirstOnesAreKept() {
        Findings findings = new Findings();
        for (int i = 0; i < 30; i++) {
            findings.add(new Finding(Finding.Kind.MISSING, "t", "s", Integer.toString(i), ""));
        }
        findings.addUnkept(5);

        assertThat(findings.total()).isEqualTo(35);
        assertThat(findings.kept()).hasSize(CheckResult.FINDINGS_KEPT);
        assertThat(findings.kept().get(0).key()).isEqualTo("0");
        assertThat(findings.hasRoom(0)).isFalse();
    }

    @Test
    void aFindingMayStandForSeveralRows() {
        Findings findings = new Findings();
        Finding finding = new Finding(Finding.Kind.EXTRA, "t", "s", "", "");
        findings.add(finding, 3);

        assertThat(findings.total()).isEqualTo(3);
        assertThat(findings.kept()).containsExactly(finding);
        assertThatThrownBy(() -> findings.add(finding, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
