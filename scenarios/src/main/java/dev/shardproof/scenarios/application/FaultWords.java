package dev.shardproof.scenarios.application;

import dev.shardproof.simulator.fault.catalog.Fault;
import dev.shardproof.simulator.fault.catalog.FaultKind;
import dev.shardproof.simulator.fault.catalog.FaultParameter;
import dev.shardproof.simulator.fault.catalog.FaultTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the harness tells the load process about faults, in words:
 *
 * <pre>
 * fault f1 start retryStorm 8000 instances=1 retries=20
 * fault f1 renew 8000
 * fault f1 stop
 * </pre>
 *
 * The number is the lease in milliseconds; durations among the values are milliseconds, too.
 *
 * @param id names the fault among those that act
 * @param order what to do
 */
public record FaultWords(String id, Order order) {

    private static final String FAULT = "fault";
    private static final String START = "start";
    private static final String RENEW = "renew";
    private static final String STOP = "stop";

    /** What to do. */
    public sealed interface Order {}

    /** Let it act. */
    public record Start(Fault fault, Duration lease) implements Order {}

    /** Let it act for longer. */
    public record Renew(Duration lease) implements Order {}

    /** End it. */
    public record Stop() implements Order {}

    /** The words. */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of(FAULT, id));
        if (order instanceof Start start) {
            words.addAll(List.of(START, start.fault().kind().key(), millis(start.lease())));
            start.fault().values().forEach((name, value) -> words.add(name + "=" + text(value)));
        } else if (order instanceof Renew renew) {
            words.addAll(List.of(RENEW, millis(renew.lease())));
        } else {
            words.add(STOP);
        }
        return words;
    }

    /**
     * Reads what {@link #words} gave.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static FaultWords of(List<String> words) {
        if (words.size() < 3 || !words.get(0).equals(FAULT)) {
            throw new IllegalArgumentException("'%s' is no order: %s <id> %s|%s|%s is one"
                    .formatted(String.join(" ", words), FAULT, START, RENEW, STOP));
        }
        List<String> rest = words.subList(3, words.size());
        return new FaultWords(
                words.get(1),
                switch (words.get(2)) {
                    case START -> start(rest);
                    case RENEW -> new Renew(lease(rest, 0));
                    case STOP -> new Stop();
                    default ->
                        throw new IllegalArgumentException("no fault can be told to '%s'".formatted(words.get(2)));
                });
    }

    private static Start start(List<String> words) {
        String key = words.isEmpty() ? "" : words.get(0);
        FaultKind kind = FaultKind.ofKey(key)
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '%s'".formatted(key)));
        Map<String, Object> values = new LinkedHashMap<>();
        for (String word : words.subList(Math.min(2, words.size()), words.size())) {
            int equals = word.indexOf('=');
            String name = word.substring(0, Math.max(0, equals));
            FaultParameter parameter = kind.parameters().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("a %s has no '%s'".formatted(key, word)));
            values.put(name, value(parameter.type(), word.substring(equals + 1)));
        }
        return new Start(new Fault(kind, FaultTarget.APPLICATION, values), lease(words, 1));
    }

    private static Duration lease(List<String> words, int index) {
        if (words.size() <= index) {
            throw new IllegalArgumentException("a lease in milliseconds is missing");
        }
        return Duration.ofMillis(Long.parseLong(words.get(index)));
    }

    private static Object value(FaultParameter.Type type, String text) {
        return switch (type) {
            case DURATION -> Duration.ofMillis(Long.parseLong(text));
            case COUNT, BYTES_PER_SECOND -> Long.parseLong(text);
            case SHARE -> Double.parseDouble(text);
            case CHOICE, TEXT, SQL_STATE -> text;
        };
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? millis(duration) : value.toString();
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
