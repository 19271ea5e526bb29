package dev.shardproof.verifier.dialect;

import java.util.List;

/**
 * How a product's catalogue is asked for definitions, as SQL text.
 *
 * <p>Unless a method says otherwise, each row of the answer is {@code (kind, definition, name, property, value)}, and the
 * rows that agree in the first three are one object. {@code definition} is what the object is, without its own name, so
 * that objects which differ in name only can be recognised; {@code name} is empty where the definition holds the name.
 *
 * <p>Names of schemas, tables and columns may be called otherwise on another shard. So they stand in definitions and
 * values as marks, to be translated by the reader:
 *
 * <ul>
 *   <li>{@link #NAME} schema {@link #END}: a schema
 *   <li>{@link #NAME} schema {@link #NEXT} relation {@link #END}: a relation, type, function …
 *   <li>{@link #NAME} schema {@link #NEXT} table {@link #NEXT} column {@link #END}: a column
 *   <li>{@link #NAME} schema {@link #NEXT} table {@link #NEXT} column {@link #NEXT} {@link #END}: the object exists because
 *       of that column only; nothing is to be written
 *   <li>{@link #EXPRESSION} schema {@link #NEXT} table {@link #NEXT} text {@link #END}: an expression over that table's
 *       columns, or over none if the table is empty
 * </ul>
 */
public interface SchemaQueries {

    /** Begins a name. */
    char NAME = '\u0001';

    /** Stands between the parts of a mark. */
    char NEXT = '\u0002';

    /** Ends a mark. */
    char END = '\u0003';

    /** Begins an expression. */
    char EXPRESSION = '\u0004';

    /** The kind of the one object that every table has: the table itself. */
    String TABLE = "table";

    /** The kind of grants. */
    String GRANT = "grant";

    /**
     * The property of {@link #TABLE} that says whether the planner has statistics of it: {@link #PRESENT},
     * {@link #MISSING}, or something else where that can not be known.
     */
    String STATISTICS = "planner statistics";

    /** A value of {@link #STATISTICS}. */
    String PRESENT = "present";

    /** A value of {@link #STATISTICS}. */
    String MISSING = "missing";

    /** A property whose text is comparable between servers of one major version only, and holds names without marks. */
    String VERSION_BOUND = "definition";

    /** A property whose value may differ between servers of different major versions. */
    String VERSION = "version";

    /**
     * To be run before the others: lets the session use indexes, which scans of user tables must not. A catalogue is read
     * by its indexes anyway.
     */
    String begin();

    /** To be run after the others: takes that back. */
    String end();

    /** One row, one text: the server's version as an integer, as PostgreSQL's {@code server_version_num}. */
    String serverVersion();

    /** The major version in that integer. */
    int major(int serverVersion);

    /** Whether two texts, as servers of these major versions write them, are one. */
    boolean equal(int major, String text, int otherMajor, String otherText);

    /**
     * Whether two texts that differ may be one expression all the same, because servers of these major versions write it
     * in different ways.
     */
    boolean mayBeEqual(int major, String text, int otherMajor, String otherText);

    /** Whether all servers of that major version have the privilege that a row of kind {@link #GRANT} is about. */
    boolean knowsPrivilege(int major, String grant);

    /**
     * With two parameters, schema and name: the kind of the relation ({@code r} and {@code p} are tables) and its quoted
     * name. No row: it is not there.
     */
    String find();

    /** One row, one text, {@code t} or {@code f}: whether the table has a row. Also finds out whether it can be read. */
    String hasRows(String quotedName);

    /** The objects of one table; two parameters, schema and name. */
    List<String> ofTable();

    /** The objects of a schema that are not of a table; its name is the one parameter. */
    List<String> ofSchema();

    /** The objects of a database. */
    List<String> ofDatabase();

    /**
     * {@code (what, recorded version, version in use)} of the collations of the database whose order the operating system
     * or library has changed since indexes were built; empty text if servers of that version can not say.
     */
    String changedCollations(int major);
}
