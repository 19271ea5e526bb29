package dev.shardproof.verifier.check;

/**
 * A judge with one question. It reads its evidence once and never changes it.
 *
 * <p>Evidence (databases, snapshots, histories, plans) is given to the constructor, so that every check has the same
 * one method whatever it looks at. Implementations need not be thread-safe; a suite calls each once.
 */
public interface Check {

    /** The name that scenario files and reports use, in camel case, e.g. {@code rowCount}. */
    String name();

    /**
     * Judges. The caller turns any exception into {@link Verdict#INCONCLUSIVE}.
     *
     * @throws Exception if the evidence can not be read
     */
    CheckResult run() throws Exception;
}
