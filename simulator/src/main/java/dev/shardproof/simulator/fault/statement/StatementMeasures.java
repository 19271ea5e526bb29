package dev.shardproof.simulator.fault.statement;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.trial.StatementTrial;
import dev.shardproof.simulator.cluster.trial.TrialStatement;
import dev.shardproof.simulator.cluster.trial.TrialStatement.Form;
import dev.shardproof.simulator.fault.ExpectedEffect;
import dev.shardproof.simulator.fault.FaultException;
import dev.shardproof.simulator.fault.Link;
import dev.shardproof.simulator.fault.Measure;
import dev.shardproof.simulator.fault.Summary;
import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.wire.sql.StatementPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How faults on statements are seen: a probe sends harmless statements that match, and asks the server what it knows. */
final class StatementMeasures {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What a busy machine adds to the time of a statement by itself. */
    private static final double NOISE_MILLIS = 50;

    private static final double SEEN_SHARE = 0.8;
    private static final double HEALED_SHARE = 0.2;

    private StatementMeasures() {}

    static List<Measure> of(Fault fault, ShardServer server, Link link, LongSupplier nanoTime) {
        TrialStatement statement = statementFor(fault);
        Duration delay = fault.kind() == FaultKind.DELAY_STATEMENT ? fault.duration("delay") : Duration.ZERO;
        StatementTrial trial =
                new StatementTrial(server, new Endpoint(link.host(), link.port()), PATIENCE.plus(delay), nanoTime);
        return List.of(new Measure(effect(fault), new StatementProbe(fault, statement, trial)));
    }

    /** With an {@code nth}, only some samples can show the effect: then the greatest counts. */
    private static ExpectedEffect effect(Fault fault) {
        if (fault.kind() == FaultKind.DELAY_STATEMENT) {
            double delay = fault.duration("delay").toMillis();
            boolean every = fault.count("nth") <= 1;
            return ExpectedEffect.of(
                    "%s time of a statement like %s on %s"
                            .formatted(every ? "median" : "longest", fault.text("on"), fault.target()),
                    "ms",
                    every ? Summary.MEDIAN : Summary.GREATEST,
                    SEEN_SHARE * delay,
                    Math.max(NOISE_MILLIS, HEALED_SHARE * delay));
        }
        String figure = switch (fault.kind()) {
            case KILL_STATEMENT -> "connections cut before a statement like %s was executed on %s";
            case FAIL_STATEMENT -> "statements like %s answered by the error and not executed on %s";
            default -> "statements like %s committed without an answer on %s";
        };
        return ExpectedEffect.of(
                figure.formatted(fault.text("on"), fault.target()) + ", most in a sample",
                "statements",
                Summary.GREATEST,
                1,
                0);
    }

    /** The first harmless statement that the fault would take. */
    static TrialStatement statementFor(Fault fault) {
        String on = fault.text("on");
        StatementPattern pattern = parse(fault, on);
        if (pattern.matches("COMMIT")) {
            return new TrialStatement(Form.COMMIT, "");
        }
        boolean isRegex = on.length() > 1 && on.startsWith("/") && on.endsWith("/");
        String example = isRegex ? PatternExample.of(on.substring(1, on.length() - 1)) : on;
        Optional<TrialStatement> found = trial(Form.NOTICE, isRegex ? example : "probe", pattern);
        // Of what is refused before its execution nobody knows later whether it arrived.
        if (found.isEmpty() && fault.kind() != FaultKind.LOST_REPLY) {
            found = trial(Form.NO_SQL, example, pattern);
        }
        return found.orElseThrow(() ->
                new FaultException(("the effect of %s can not be proven on '%s': no harmless statement matches it;"
                                + " use COMMIT, SELECT or a simple /regular expression/ that may match inside a comment")
                        .formatted(fault.name(), on)));
    }

    private static StatementPattern parse(Fault fault, String on) {
        try {
            return StatementPattern.parse(on);
        } catch (IllegalArgumentException e) {
            throw new FaultException("%s: %s".formatted(fault.name(), e.getMessage()), e);
        }
    }

    private static Optional<TrialStatement> trial(Form form, String text, StatementPattern pattern) {
        try {
            return Optional.of(new TrialStatement(form, text)).filter(trial -> pattern.matches(trial.example()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
