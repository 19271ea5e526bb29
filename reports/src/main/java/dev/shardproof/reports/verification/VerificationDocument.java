package dev.shardproof.reports.verification;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.report.VerificationReport;
import java.util.Objects;

/**
 * A {@link VerificationReport} with what names it: all renderings are made from it and nothing else.
 *
 * <p>A document can not claim another verdict than its evidence has: the constructor refuses that.
 *
 * @param schema always {@link #SCHEMA}
 * @param toolVersion the version of Shardproof
 * @param plan what the plan is called, e.g. its file's name; untrusted
 * @param runId the identity of this verification, e.g. the name of its folder
 * @param verdict the verdict
 * @param exitCode what the process returns for it: 0 pass, 1 fail, 2 inconclusive
 * @param reason why it is that, in one sentence; untrusted
 * @param report what the verification has to say
 */
public record VerificationDocument(
        String schema,
        String toolVersion,
        String plan,
        String runId,
        Verdict verdict,
        int exitCode,
        String reason,
        @JsonUnwrapped VerificationReport report) {

    /** The name and version of the document's format. */
    public static final String SCHEMA = "shardproof.verification/v1";

    public VerificationDocument {
        if (!SCHEMA.equals(schema)) {
            throw new IllegalArgumentException(
                    "the report has schema '%s', this version of Shardproof reads '%s'".formatted(schema, SCHEMA));
        }
        requireText(toolVersion, "toolVersion");
        requireText(plan, "plan");
        requireText(runId, "runId");
        requireText(reason, "reason");
        Objects.requireNonNull(report, "report is null");
        if (report.verdict() != verdict) {
            throw new IllegalArgumentException("the verdict is given as %s, but its checks and its self-test say %s"
                    .formatted(verdict, report.verdict()));
        }
        if (exitCode != exitCode(verdict)) {
            throw new IllegalArgumentException(
                    "exit code %d is not that of %s, which is %d".formatted(exitCode, verdict, exitCode(verdict)));
        }
    }

    /**
     * The document of a report.
     *
     * @param plan what the plan is called
     * @param runId the identity of this verification
     * @param toolVersion the version of Shardproof
     */
    public static VerificationDocument of(VerificationReport report, String plan, String runId, String toolVersion) {
        Verdict verdict = report.verdict();
        return new VerificationDocument(
                SCHEMA, toolVersion, plan, runId, verdict, exitCode(verdict), VerdictSentence.reason(report), report);
    }

    /** The exit code that a command gives for a verdict. */
    public static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASS -> 0;
            case FAIL -> 1;
            case INCONCLUSIVE -> 2;
        };
    }

    private static void requireText(String value, String name) {
        Objects.requireNonNull(value, () -> name + " is null");
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is empty");
        }
    }
}
