package dev.shardproof.scenarios.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.shardproof.scenarios.spec.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each mistake is found at its place, alone, with a message that helps; and the schema, which is for editors, rejects
 * what it can express. The mark § shows the place.
 */
class PlanProblemsTest {

    private static final String SCHEMA_TEXT = resource("/schema/verification-v1.schema.json");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SCHEMA_TEXT, InputFormat.JSON);

    @TempDir
    Path folder;

    /** A mistake that the schema rejects, too, unless {@code readerOnly}. */
    record Mistake(boolean readerOnly, PlanText plan, String... messageParts) {
        @Override
        public String toString() {
            return messageParts[0];
        }
    }

    private static Mistake both(PlanText plan, String... messageParts) {
        return new Mistake(false, plan, messageParts);
    }

    private static Mistake readerOnly(PlanText plan, String... messageParts) {
        return new Mistake(true, plan, messageParts);
    }

    static Stream<Mistake> rootMistakes() {
        PlanText text = PlanText.minimal();
        return Stream.of(
                both(text.with("apiVersion: §shardproof/v2"), "apiVersion: found 'shardproof/v2'", "'shardproof/v1'"),
                both(text.with("kind: §verify"), "kind: found 'verify'; expected verification"),
                both(text.without("kind"), "'kind' is missing"),
                both(text.with("name: §My Plan"), "name: found 'My Plan'", "lower-case words joined by '-'"),
                both(text.with("description: §42"), "description: found '42'", "put it in quotes"),
                both(text.with("seed: §many"), "seed: found 'many'", "a whole number of 64 bits"),
                both(text.with("seed: §\"42\""), "seed: found '42'", "without quotes"),
                both(text.with("§check: {}"), "unknown key 'check'; did you mean 'checks'?", "allowed: apiVersion"),
                both(text.with("selfTest: §yes"), "selfTest: found 'yes'; expected true or false"),
                both(text.with("showValues: §\"true\""), "showValues: found 'true'", "without quotes"),
                both(text.with("allowWritableRole: §1"), "allowWritableRole: found '1'"),
                readerOnly(text.with("seed: 1\n§seed: 2"), "duplicate key 'seed'", "line 6"));
    }

    static Stream<Mistake> serverMistakes() {
        PlanText text = PlanText.minimal();
        return Stream.of(
                both(text.without("sources"), "'sources' is missing", "--source", "postgresql://user@host"),
                both(text.without("targets"), "'targets' is missing", "--target"),
                both(text.with("sources: §{}"), "sources: expected a mapping of names to servers"),
                both(text.with("sources: §[a]"), "sources: expected a mapping of names to servers"),
                both(
                        text.with("sources: {§S0: \"postgresql://me@h/d\"}"),
                        "sources: 'S0' is not a server's name",
                        "1 to 30 lower-case letters"),
                both(
                        text.with("sources: {s0: §\"postgresql://me:hunter2@h/d\"}"),
                        "the URL holds a password",
                        "PGPASSWORD"),
                both(
                        text.with("sources: {s0: §\"postgresql://me@h/d?password=hunter2\"}"),
                        "the URL holds the parameter 'password'"),
                both(text.with("sources: {s0: §\"postgresql://h/d\"}"), "it names no user"),
                both(text.with("sources: {s0: §\"postgresql://me@h\"}"), "it names no database"),
                both(text.with("sources: {s0: §\"postgresql:///d?host=/tmp\"}"), "it names no user"),
                both(text.with("sources: {s0: §\"postgresql://me@%2Ftmp/d\"}"), "Unix sockets are not supported"),
                both(text.with("sources: {s0: §\"postgresql://me@a,b/d\"}"), "it names several hosts"),
                both(text.with("sources: {s0: §\"postgresql://me@h:x/d\"}"), "its port is not a number"),
                both(text.with("sources: {s0: §\"jdbc:postgresql://me@h/d\"}"), "leave 'jdbc:' away"),
                both(text.with("sources: {s0: §\"mysql://me@h/d\"}"), "it does not start with postgresql://"),
                both(
                        text.with("sources: {s0: §\"postgresql://me@h/d?options=-c\"}"),
                        "a parameter that is not allowed; allowed are sslmode and sslrootcert"),
                both(
                        text.with("sources: {s0: §\"postgresql://me@h/d?sslmode=verify\"}"),
                        "its sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full"),
                both(text.with("sources: {s0: §[a]}"), "sources.s0: found a list"),
                both(text.with("sources: {s0: §{database: d, user: u}}"), "'host' is missing in sources.s0"),
                both(text.with("sources: {s0: {host: §/tmp, database: d, user: u}}"), "Unix sockets are not supported"),
                both(
                        text.with("sources: {s0: {host: §\"a,b\", database: d, user: u}}"),
                        "sources.s0.host: expected one host name or IP address"),
                both(
                        text.with("sources: {s0: {host: h, port: §70000, database: d, user: u}}"),
                        "sources.s0.port: found '70000'; expected a whole number from 1 to 65535"),
                both(
                        text.with("sources: {s0: {host: h, database: d, user: u, sslmode: §full}}"),
                        "sources.s0.sslmode: found 'full'; expected one of disable"),
                both(
                        text.with("sources: {s0: {host: h, database: d, user: u, §password: hunter2}}"),
                        "sources.s0: a password is not allowed in a plan",
                        "passwordFile"),
                both(
                        text.with("sources: {s0: {host: h, database: d, user: u, passwordEnv: §hunter2}}"),
                        "sources.s0.passwordEnv: expected the name of an environment variable in capitals"),
                both(
                        text.with("sources: {s0: {host: h, database: d, user: u, passwordEnv: A, §passwordFile: f}}"),
                        "passwordEnv says already where the password is"),
                both(
                        text.with("sources: {s0: {host: h, database: d, user: u, sslmode: require, §sslrootcert: f}}"),
                        "sslmode require does not look at the server's certificate"),
                readerOnly(text.with("targets: {§s0: \"postgresql://me@x/d\"}"), "the name 's0' is a source's already"),
                readerOnly(
                        text.with("targets: {t0: §\"postgresql://you@DB0.example:5432/shop\"}"),
                        "this is the same database as 's0' (DB0.example:5432/shop)"));
    }

    static Stream<Mistake> tableMistakes() {
        PlanText text = PlanText.minimal();
        return Stream.of(
                both(text.with("tables: {§tables: [a]}"), "unknown key 'tables' in tables; allowed: include"),
                both(text.with("tables: {include: §orders}"), "tables.include: found 'orders'; expected a list"),
                both(text.with("tables: {include: [§\".orders\"]}"), "tables.include: found '.orders'"),
                both(text.with("tables: {include: [a, §a]}"), "tables.include: 'public.a' is named twice"),
                both(text.with("tables: {exclude: [§42]}"), "tables.exclude: found '42'", "put it in quotes"),
                readerOnly(
                        text.with("tables: {include: [a], exclude: [§public.a]}"),
                        "'public.a' is named in 'include', too"),
                both(text.with("tables: {shardKeys: {orders: §[]}}"), "tables.shardKeys.orders: found a list"),
                both(text.with("tables: {shardKeys: §{}}"), "tables.shardKeys: found an empty mapping"),
                readerOnly(
                        text.with("tables: {shardKeys: {orders: c}, reference: [§public.orders]}"),
                        "'public.orders' is named in 'shardKeys', too"),
                readerOnly(
                        text.with("tables: {shardKeys: {orders: c, §public.orders: d}}"),
                        "tables.shardKeys: 'public.orders' is named twice"),
                both(
                        text.with("tables: {mapping: {§\"*\": {to: a}}}"),
                        "tables.mapping: found '*'; expected one table without '*'"),
                both(
                        text.with("tables: {mapping: {a: {§target: b}}}"),
                        "unknown key 'target' in tables.mapping.a; allowed: to, columns, ignore"),
                both(text.with("tables: {mapping: {a: {ignore: §[]}}}"), "ignore: found an empty list"),
                readerOnly(
                        text.with("tables: {mapping: {a: {columns: {x: y}, ignore: [§x]}}}"),
                        "'x' is named in 'columns' or twice here"),
                readerOnly(
                        text.with("tables: {mapping: {a: {columns: {x: z, y: §z}}}}"),
                        "two columns would be called 'z'"),
                readerOnly(
                        text.with("tables: {mapping: {a: {to: c}, b: {to: §c}}}"),
                        "'public.b' is mapped to 'public.c', and so is 'public.a'"),
                readerOnly(text.with("tables: {exclude: [a], mapping: {§a: {to: b}}}"), "'a' is excluded"));
    }

    static Stream<Mistake> checkMistakes() {
        PlanText text = PlanText.minimal();
        PlanText placed = PlanText.placed();
        return Stream.of(
                both(text.with("checks: §{}"), "checks: found an empty mapping; expected at least one check"),
                both(
                        text.with("checks: {§rowcount: {}}"),
                        "unknown key 'rowcount' in checks; did you mean 'rowCount'?; allowed: coverage, schema"),
                both(text.with("checks: {rowCount: §true}"), "checks.rowCount: found 'true'; expected {}"),
                both(
                        text.with("checks: {fullChecksum: {compare: §text}}"),
                        "checks.fullChecksum.compare: found 'text'; expected one of exact, equality"),
                both(
                        text.with("checks: {sampledChecksum: {confidence: §1}}"),
                        "checks.sampledChecksum.confidence: found '1'; expected a number above 0 and below 1"),
                readerOnly(
                        text.with("checks: {fullChecksum: {compare: exact}, sampledChecksum: {compare: §equality}}"),
                        "checks.sampledChecksum.compare: differs from that of fullChecksum"),
                readerOnly(
                        text.with("checks: {§sampledChecksum: {}}").with("live: {retries: 3}"),
                        "checks.sampledChecksum: can not judge tables that are written to meanwhile"),
                both(
                        text.with("checks: {§placement: {}}"),
                        "checks.placement: needs 'topology', which says which target owns which keys"),
                readerOnly(
                        placed.without("tables").with("§topology: {ranges: {t0: \"..0\", t1: \"0..\"}}"),
                        "topology: no table has a shard key"),
                both(
                        placed.with("topology: {keySpace: §hash, ranges: {t0: \"..0\", t1: \"0..\"}}"),
                        "topology.keySpace: found 'hash'; expected one of hashed, plain; did you mean 'hashed'?"),
                both(placed.with("topology: §{keySpace: plain}"), "'ranges' is missing in topology"),
                both(
                        placed.with("topology: {ranges: {t0: §\"0-5\", t1: \"5..\"}}"),
                        "topology.ranges.t0: found '0-5'; expected a range such as"),
                readerOnly(
                        placed.with("topology: {ranges: {t0: \"..0\", t1: \"0..\", §t9: \"5..\"}}"),
                        "there is no shard 't9'",
                        "allowed: t0, t1"),
                readerOnly(
                        placed.with("topology: {ranges: {t0: \"..0\", t1: §\"5..\"}}"),
                        "no shard owns the keys 0..5; the ranges must cover all keys"),
                readerOnly(
                        placed.with("topology: {ranges: {t0: \"..9\", t1: §\"0..\"}}"),
                        "range 0.. of t1 overlaps range ..9 of t0"),
                readerOnly(placed.with("topology: {ranges: §{t0: \"..\"}}"), "shard 't1' has no range"));
    }

    static Stream<Mistake> mannersMistakes() {
        PlanText text = PlanText.minimal();
        return Stream.of(
                both(text.with("live: §true"), "live: found 'true'; expected a mapping with the keys retries"),
                both(
                        text.with("live: {retries: §0}"),
                        "live.retries: found '0'; expected a whole number from 1 to 1000"),
                both(text.with("live: {interval: §2}"), "live.interval: found '2'; expected a duration such as 200ms"),
                both(text.with("live: {slots: §[]}"), "live.slots: found an empty list"),
                both(text.with("manners: {§chunktime: 1s}"), "unknown key 'chunktime'", "did you mean 'chunkTime'?"),
                both(text.with("manners: {chunkTime: §1.5s}"), "manners.chunkTime: found '1.5s'"),
                readerOnly(text.with("manners: {chunkTime: §1ms}"), "from 10ms to 10m"),
                both(text.with("manners: {maxLag: §10}"), "manners.maxLag: found '10'"),
                readerOnly(text.with("manners: {maxDuration: §0s}"), "manners.maxDuration: found '0s'", "from 1ms"),
                both(text.with("manners: {connections: §0}"), "manners.connections: found '0'", "from 1 to 64"),
                both(text.with("manners: {pauseFile: §7}"), "manners.pauseFile: found '7'"));
    }

    @ParameterizedTest
    @MethodSource({"rootMistakes", "serverMistakes", "tableMistakes", "checkMistakes", "mannersMistakes"})
    void mistakeIsReportedAtItsPlaceAndTheSchemaAgrees(Mistake mistake) throws IOException {
        String marked = mistake.plan().text();
        int mark = Math.max(0, marked.indexOf(PlanText.HERE));
        String before = marked.substring(0, mark);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = mark - before.lastIndexOf('\n');
        String text = marked.replace(PlanText.HERE, "");

        List<Problem> problems = problemsOf(text);

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).contains(mistake.messageParts()).doesNotContain("hunter2");
        assertThat(problems.get(0).line() + ":" + problems.get(0).column()).isEqualTo(line + ":" + column);
        if (!mistake.readerOnly()) {
            assertThat(SCHEMA.validate(text, InputFormat.YAML))
                    .as("what the schema says")
                    .isNotEmpty();
        }
    }

    @Test
    void allMistakesOfAFileAreReportedInItsOrder() throws IOException {
        List<Problem> problems = problemsOf("""
                apiVersion: shardproof/v1
                kind: scenario
                name: Wrong
                sources: {s0: "postgresql://h/d"}
                targets: {t0: {host: h, database: d, user: u, colour: red}}
                checks: {rowCount: 1}
                manners: {maxLag: 1, connections: 0}
                """);

        assertThat(problems).extracting(Problem::line).containsExactly(2, 3, 4, 5, 6, 7, 7);
    }

    @Test
    void aFileThatIsOnlyAUrlIsNotQuoted() throws IOException {
        assertThat(problemsOf("postgresql://me:hunter2@h/d\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("this is not a plan")
                        .doesNotContain("hunter2"));
    }

    @Test
    void missingFileAndFolderAreProblemsOfTheWholeFile() {
        Path missing = folder.resolve("missing.yaml");

        assertThat(problemsOf(missing))
                .containsExactly(
                        new Problem(missing.toString(), 0, 0, "the file can not be read: NoSuchFileException"));
        assertThat(problemsOf(folder))
                .containsExactly(new Problem(folder.toString(), 0, 0, "the file can not be read: it is a folder"));
    }

    @Test
    void schemaIsAValidSchema() {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(metaSchema.validate(SCHEMA_TEXT, InputFormat.JSON)).isEmpty();
    }

    @Test
    void whatTheReaderTakesTheSchemaTakesToo() throws IOException {
        Path example = Path.of("examples/verify/plan.yaml");

        for (String text : List.of(
                PlanText.minimal().text(),
                PlanText.placed().text(),
                PlanReaderTest.EVERYTHING,
                Files.readString(example))) {
            assertThat(SCHEMA.validate(text, InputFormat.YAML)).isEmpty();
            PlanReader.read(Files.writeString(folder.resolve("plan.yaml"), text), new PlanFlags());
        }
    }

    private List<Problem> problemsOf(String text) throws IOException {
        return problemsOf(Files.writeString(folder.resolve("plan.yaml"), text));
    }

    private static List<Problem> problemsOf(Path file) {
        InvalidPlanException e =
                catchThrowableOfType(InvalidPlanException.class, () -> PlanReader.read(file, new PlanFlags()));
        assertThat(e).as("the plan is rejected").isNotNull();
        return e.problems();
    }

    private static String resource(String name) {
        try (InputStream in = PlanProblemsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
