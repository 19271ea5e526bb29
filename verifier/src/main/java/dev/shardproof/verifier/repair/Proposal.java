package dev.shardproof.verifier.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The statements that are proposed, target by target, in an order that foreign keys allow. Not thread-safe. */
final class Proposal {

    /** The values may be large, and all of it is held in memory. */
    private static final long CHARACTERS_MAX = 32L << 20;

    private final Map<String, Map<TargetTable, Statements>> byTarget = new LinkedHashMap<>();
    private final List<String> undecided = new ArrayList<>();
    private long characters;
    private long statements;
    private long beyond;

    /** Of one table on one target. */
    private static final class Statements {
        private final List<String> deletes = new ArrayList<>();
        private final List<String> updates = new ArrayList<>();
        private final List<String> inserts = new ArrayList<>();
    }

    void delete(String target, TargetTable table, String statement) {
        of(target, table).deletes.add(counted(statement));
    }

    void update(String target, TargetTable table, String statement) {
        of(target, table).updates.add(counted(statement));
    }

    void insert(String target, TargetTable table, String statement) {
        of(target, table).inserts.add(counted(statement));
    }

    /** For this nothing is proposed, and why. */
    void undecided(String line) {
        undecided.add(line);
    }

    /** Whether nothing more can be taken. */
    boolean full() {
        return characters >= CHARACTERS_MAX;
    }

    /** So many rows were left out. */
    void beyond(long rows) {
        beyond += rows;
    }

    private Statements of(String target, TargetTable table) {
        return byTarget.computeIfAbsent(target, any -> new LinkedHashMap<>())
                .computeIfAbsent(table, any -> new Statements());
    }

    private String counted(String statement) {
        characters += statement.length();
        statements++;
        return statement;
    }

    /** What it holds, in words. */
    String summary() {
        return "%d statements for %d targets, and %d remarks on what is not repaired by them"
                .formatted(statements, byTarget.size(), undecided.size() + (beyond > 0 ? 1 : 0));
    }

    void write(Appendable out) throws IOException {
        out.append("""
                -- A proposal by Shardproof; it has not been run. Holds row values: keep it to yourself.
                -- Review every statement, run the part of each target on that target, and replace ROLLBACK by COMMIT.
                -- A statement that changes no row means that the row is no longer what it was when it was compared.
                -- Rows that are equal and only lie on the wrong target are not moved by this.
                """);
        if (beyond > 0) {
            out.append("-- %d more rows differ than are repaired here.\n".formatted(beyond));
        }
        for (Map.Entry<String, Map<TargetTable, Statements>> target : byTarget.entrySet()) {
            target(target.getKey(), target.getValue(), out);
        }
        if (!undecided.isEmpty()) {
            out.append("\n-- For these nothing is proposed:\n");
            for (String line : undecided) {
                out.append("-- ").append(comment(line)).append('\n');
            }
        }
    }

    private static void target(String name, Map<TargetTable, Statements> tables, Appendable out) throws IOException {
        long count = tables.values().stream()
                .mapToLong(one -> (long) one.deletes.size() + one.updates.size() + one.inserts.size())
                .sum();
        out.append("\n-- Target %s: %d statements\n".formatted(comment(name), count));
        for (Map.Entry<TargetTable, Statements> table : tables.entrySet()) {
            remarks(table.getKey(), table.getValue(), out);
        }
        // What the texts in the statements depend on, as it was when the rows were read.
        out.append("""
                BEGIN;
                SET LOCAL client_encoding = 'UTF8';
                SET LOCAL standard_conforming_strings = on;
                SET LOCAL TimeZone = 'UTC';
                SET LOCAL DateStyle = 'ISO, YMD';
                SET LOCAL IntervalStyle = 'postgres';
                SET LOCAL extra_float_digits = 1;
                SET LOCAL bytea_output = 'hex';
                SET LOCAL lc_monetary = 'C';
                SET CONSTRAINTS ALL DEFERRED;
                """);
        for (String statement : ordered(tables)) {
            out.append(statement).append(";\n");
        }
        out.append("ROLLBACK;\n");
    }

    private static void remarks(TargetTable table, Statements statements, Appendable out) throws IOException {
        if (!table.triggers().isEmpty()) {
            remark(out, table, "triggers act on these statements", table.triggers());
        }
        if (!statements.deletes.isEmpty() && !table.cascades().isEmpty()) {
            remark(out, table, "its DELETE also deletes or changes rows that refer to it in", table.cascades());
        }
        if (!statements.inserts.isEmpty() && !table.notCompared().isEmpty()) {
            remark(
                    out,
                    table,
                    "its INSERT leaves columns that are not compared to their defaults",
                    table.notCompared());
        }
    }

    private static void remark(Appendable out, TargetTable table, String what, Collection<String> names)
            throws IOException {
        out.append("-- %s: %s: %s\n".formatted(comment(table.name()), what, comment(String.join(", ", names))));
    }

    /**
     * Rows go before others take their place, and come before others refer to them. What is referred to goes last: by then
     * nothing that is meant to stay refers to it any more, and ON DELETE CASCADE takes nothing along.
     */
    private static List<String> ordered(Map<TargetTable, Statements> tables) {
        List<TargetTable> parentsFirst = TargetTable.parentsFirst(List.copyOf(tables.keySet()));
        List<TargetTable> childrenFirst = new ArrayList<>(parentsFirst);
        Collections.reverse(childrenFirst);
        List<String> ordered = new ArrayList<>();
        childrenFirst.stream()
                .filter(table -> table.children().isEmpty())
                .forEach(table -> ordered.addAll(tables.get(table).deletes));
        for (TargetTable table : parentsFirst) {
            ordered.addAll(tables.get(table).updates);
            ordered.addAll(tables.get(table).inserts);
        }
        childrenFirst.stream()
                .filter(table -> !table.children().isEmpty())
                .forEach(table -> ordered.addAll(tables.get(table).deletes));
        return ordered;
    }

    private static String comment(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> visible.appendCodePoint(StatementWriter.hidden(c) ? ' ' : c));
        return visible.toString();
    }
}
