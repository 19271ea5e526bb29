package dev.shardproof.loadgen.workload;

import dev.shardproof.loadgen.workload.key.KeyChooser;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The user's own statements, each chosen by its weight and run for one of the user's own keys.
 *
 * <p>An operation is one statement. It is a write unless it begins with {@code SELECT} or says otherwise.
 */
public final class UserWorkload implements Workload {

    /**
     * One kind of operation.
     *
     * @param name its name in reports; unique
     * @param sql one statement in which {@code :key} stands for the shard key, once or several times; not inside
     *     literals, quoted identifiers and comments
     * @param weight how often it comes, relative to the others; above 0
     * @param write whether it changes data; empty to decide by the first word, where everything but {@code SELECT},
     *     also {@code WITH}, is a write
     */
    public record Statement(String name, String sql, double weight, Optional<Boolean> write) {
        public Statement {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(sql, "sql is null");
            Objects.requireNonNull(write, "write is null");
            if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "statement %s has weight %s: it must be above 0".formatted(name, weight));
            }
        }
    }

    private record Choice(String name, StatementTemplate template, boolean write, double upTo) {}

    private final List<Choice> choices = new ArrayList<>();
    private final List<Object> keys;
    private final KeyChooser chooser;

    /**
     * @param statements at least one
     * @param keys the shard keys (Long, String or UUID) that exist; the list is copied
     * @param chooser chooses an index into {@code keys}; must be of the same size
     * @throws IllegalArgumentException that names the statement, if one can not be used
     */
    public UserWorkload(List<Statement> statements, List<?> keys, KeyChooser chooser) {
        this.keys = List.copyOf(keys);
        this.chooser = Objects.requireNonNull(chooser, "chooser is null");
        this.keys.forEach(Operation::requireShardKey);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException("there are no statements: a workload needs at least one");
        }
        if (keys.size() != chooser.size()) {
            throw new IllegalArgumentException(
                    "there are %d keys, but the chooser chooses from %d".formatted(keys.size(), chooser.size()));
        }
        double sum = 0;
        for (Statement statement : statements) {
            if (operationNames().contains(statement.name())) {
                throw new IllegalArgumentException("two statements are called '" + statement.name() + "'");
            }
            sum += statement.weight();
            StatementTemplate template = StatementTemplate.parse(statement.sql());
            choices.add(new Choice(statement.name(), template, statement.write().orElse(template.write()), sum));
        }
    }

    @Override
    public Operation next(long number, RandomGenerator random) {
        Choice last = choices.get(choices.size() - 1);
        double point = random.nextDouble() * last.upTo();
        Choice choice =
                choices.stream().filter(c -> point < c.upTo()).findFirst().orElse(last);
        Object key = keys.get(chooser.next(number, random));
        return new Operation(
                choice.name(), choice.write(), key, List.of(choice.template().with(key)));
    }

    @Override
    public List<String> operationNames() {
        return choices.stream().map(Choice::name).toList();
    }
}
