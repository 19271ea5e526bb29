package dev.shardproof.verifier.verification;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.pace.ScanState;
import java.time.Duration;

/** Hears of a verification while it runs. Called from its threads, also at the same time; must return soon. */
public interface VerificationListener {

    /** Hears nothing. */
    VerificationListener SILENT = new VerificationListener() {};

    /** Something begins, in words for a human, e.g. {@code Comparing 12 tables}. */
    default void begins(String what) {}

    /** A check has said what it has to say. */
    default void judged(CheckResult result) {}

    /** A chunk was read. */
    default void progress(ScanState state) {}

    /** A pause begins, to spare the servers; why, with the figure and its limit. */
    default void paused(String why) {}

    /** That pause is over. */
    default void resumed(Duration waited) {}
}
