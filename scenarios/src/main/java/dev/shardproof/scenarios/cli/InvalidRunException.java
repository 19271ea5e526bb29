package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.coverage.InvalidSelectionException;
import java.util.stream.Collectors;

/** What was asked for does not fit what the servers have; the message says how. */
final class InvalidRunException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidRunException(String message) {
        super(message);
    }

    /** One line for each problem: names of the catalogue, which may hold line ends, can not forge another. */
    static InvalidRunException of(InvalidSelectionException e) {
        return new InvalidRunException(
                e.problems().stream().map(UntrustedText::oneLine).collect(Collectors.joining("\n")));
    }
}
