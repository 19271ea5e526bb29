package dev.shardproof.verifier.coverage;

import java.util.List;
import java.util.Optional;

/** A relation as one shard's catalogue has it. */
record Relation(
        String schema, String name, String kind, boolean partition, boolean unlogged, Optional<String> extension) {

    static Relation of(List<String> row) {
        return new Relation(
                row.get(0),
                row.get(1),
                row.get(2),
                Boolean.parseBoolean(row.get(3)),
                Boolean.parseBoolean(row.get(4)),
                Optional.ofNullable(row.get(5)));
    }

    String full() {
        return schema + "." + name;
    }

    /** Whether it is a table that is compared in its own right. */
    boolean comparable() {
        return (kind.equals("r") || kind.equals("p")) && !partition && extension.isEmpty();
    }

    /** What it is instead, in words. */
    String words() {
        if (extension.isPresent()) {
            return "belongs to the extension " + extension.get();
        }
        if (partition) {
            return "is a partition, which is compared with the table that it is a part of; name that table";
        }
        return switch (kind) {
            case "v" -> "is a view; name the tables that it reads";
            case "m" -> "is a materialized view; refresh it instead of comparing it, and name the tables that it reads";
            case "f" -> "is a foreign table; verify the server that holds its rows";
            default -> "is a table";
        };
    }
}
