package dev.shardproof.verifier.assertj;

import dev.shardproof.verifier.report.VerificationReport;

/** Entry point: {@code assertThat(report).passed()}. */
public final class VerificationAssertions {

    private VerificationAssertions() {}

    /** Begins an assertion on what a verification said. */
    public static VerificationReportAssert assertThat(VerificationReport report) {
        return new VerificationReportAssert(report);
    }
}
