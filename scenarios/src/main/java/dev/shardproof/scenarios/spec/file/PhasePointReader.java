package dev.shardproof.scenarios.spec.file;

import dev.shardproof.scenarios.spec.LoadPhase;
import dev.shardproof.scenarios.spec.PhasePoint;
import dev.shardproof.scenarios.spec.yaml.Quantities;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a moment of a run, such as {@code copying 40%}. */
final class PhasePointReader {

    private static final Pattern POINT = Pattern.compile("(\\w+)(?: +(?:(\\d{1,2})%|\\+(\\w+)))?");
    private static final String SYNTAX = "a phase (%s), while copying with progress as in \"copying 40%%\","
            + " or with a delay as in \"baseline +5s\"";

    static final ValueReader<PhasePoint> READER = Values.parsed(
            SYNTAX.formatted(
                    Arrays.stream(LoadPhase.values()).map(LoadPhase::label).collect(Collectors.joining(", "))),
            PhasePointReader::point);

    private PhasePointReader() {}

    private static Optional<PhasePoint> point(String text) {
        Matcher matcher = POINT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<LoadPhase> phase = Arrays.stream(LoadPhase.values())
                .filter(candidate -> candidate.label().equals(matcher.group(1)))
                .findFirst();
        int percent = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        Optional<Duration> delay =
                matcher.group(3) == null ? Optional.of(Duration.ZERO) : Quantities.parseDuration(matcher.group(3));
        if (matcher.group(2) != null && phase.filter(LoadPhase.COPYING::equals).isEmpty()) {
            return Optional.empty();
        }
        try {
            return phase.flatMap(named -> delay.map(time -> new PhasePoint(named, percent, time)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // 100 % and more, or more than an hour
        }
    }
}
