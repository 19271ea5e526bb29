package dev.shardproof.scenarios.judgement;

import dev.shardproof.verifier.check.Check;
import dev.shardproof.verifier.check.CheckResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** When, and in which direction, a run judges its rows. Each row of the report names it. */
enum Moment {
    /** Behind the fence of the cut-over: the targets must hold what the sources hold. */
    CUT_OVER("", "at the cut-over, sources → targets"),
    /** When clients are gone and the sources were cleaned up. */
    CLEANED("", "after the clean-up of the sources"),
    /** Behind the fence of the way back: the sources must hold what the targets hold. */
    WAY_BACK("wayBack", "on the way back, targets → sources"),
    /** When clients are gone and the targets were cleaned up. */
    TAKEN_BACK("", "after the way back"),
    /** When clients are gone after a migration that was given up before its switch. */
    ABORTED("", "after the abort");

    private final String prefix;
    private final String words;

    Moment(String prefix, String words) {
        this.prefix = prefix;
        this.words = words;
    }

    /** The check as it judges this moment: its name and its facts tell. */
    Check named(Check check) {
        return new At(name(check), check, false);
    }

    /** The same under another name: the report has this check twice. */
    Check named(String name, Check check) {
        return new At(name, check, false);
    }

    /** The same, and its summary tells, too: for a run that judges several moments. */
    Check told(Check check) {
        return new At(name(check), check, true);
    }

    /** The same under another name: the report has this check twice. */
    Check told(String name, Check check) {
        return new At(name, check, true);
    }

    private String name(Check check) {
        return prefix.isEmpty()
                ? check.name()
                : prefix
                        + Character.toUpperCase(check.name().charAt(0))
                        + check.name().substring(1);
    }

    private final class At implements Check {
        private final String name;
        private final Check check;
        private final boolean inSummary;

        At(String name, Check check, boolean inSummary) {
            this.name = name;
            this.check = check;
            this.inSummary = inSummary;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CheckResult run() throws Exception {
            CheckResult result = check.run();
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("judged", words);
            facts.putAll(result.facts());
            return new CheckResult(
                    name,
                    result.verdict(),
                    inSummary ? words + ": " + result.summary() : result.summary(),
                    result.examined(),
                    result.findings(),
                    result.findingsTotal(),
                    facts,
                    result.took());
        }
    }
}
