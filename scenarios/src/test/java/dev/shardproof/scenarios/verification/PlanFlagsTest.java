package dev.shardproof.scenarios.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.table.ImageForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flags as pieces of a plan: what they add, what they replace, and what is said when they are wrong. */
class PlanFlagsTest {

    @TempDir
    Path folder;

    @Test
    void flagsAloneMakeAPlanWithTheVerifiersDefaults() {
        VerificationSpec spec = PlanReader.read(servers());

        assertThat(spec.name()).isEqualTo("verification");
        assertThat(spec.servers()).extracting(ServerAddress::name).containsExactly("s0", "t0");
        assertThat(spec.plan().checks()).isEqualTo(CheckName.standard());
    }

    @Test
    void serversWithoutANameAreNumbered() {
        PlanFlags flags = new PlanFlags()
                .server("--source", "postgresql://me@a/d", "sources")
                .server("--source", "postgresql://me@b/d?sslmode=require", "sources")
                .server("--target", "postgresql://me@c/d", "targets");

        assertThat(PlanReader.read(flags).servers())
                .extracting(ServerAddress::name)
                .containsExactly("s0", "s1", "t0");
    }

    @Test
    void aFlagReplacesOneServerOfTheFileAndKeepsTheOthers() throws IOException {
        VerificationSpec spec = read(
                PlanText.minimal(), new PlanFlags().server("--target", "t1=postgresql://me@elsewhere/shop", "targets"));

        assertThat(spec.targets()).extracting(ServerAddress::host).containsExactly("db1.example", "elsewhere");
    }

    @Test
    void aListOfTheFileIsReplacedAsAWhole() throws IOException {
        VerificationSpec spec = read(
                PlanText.minimal().with("tables: {include: [a, b], exclude: [c]}"),
                new PlanFlags().add("--table", "orders", "tables", "include"));

        assertThat(spec.plan().tables().include()).containsExactly("public.orders");
        assertThat(spec.plan().tables().exclude()).containsExactly("public.c");
    }

    @Test
    void checksOfFlagsReplaceThoseOfTheFileButKeepTheirSettings() throws IOException {
        VerificationSpec spec = read(
                PlanText.minimal().with("checks: {rowCount: {}, sampledChecksum: {detect: 0.5}}"),
                new PlanFlags().check("--check", "sampledChecksum"));

        assertThat(spec.plan().checks()).containsExactly(CheckName.SAMPLED_CHECKSUM);
        assertThat(spec.plan().sample().detect()).isEqualTo(0.5);
    }

    @Test
    void compareKeepsTheStandardChecks() {
        VerificationSpec spec = PlanReader.read(
                servers().setting("--compare", "equality", YamlNode.Kind.TEXT, "compare", CheckName.FULL_CHECKSUM));

        assertThat(spec.plan().compare()).isEqualTo(ImageForm.EQUALITY);
        assertThat(spec.plan().checks()).isEqualTo(CheckName.standard());
    }

    @Test
    void aTableIsTheSameWithAndWithoutItsSchema() throws IOException {
        VerificationSpec spec = read(
                PlanText.minimal().with("tables: {mapping: {orders: {to: shop.orders}}}"),
                new PlanFlags()
                        .ignoredColumn("--ignore", "public.orders.note")
                        .renamedColumn("--map-column", "orders.a=b"));

        assertThat(spec.plan().tables().mappings())
                .isEqualTo(Map.of(
                        "public.orders", new TableRules.Mapping("shop.orders", Map.of("a", "b"), Set.of("note"))));
    }

    @Test
    void aMistakeNamesItsFlag() {
        assertThat(messageOf(servers().set("--chunk-time", "fast", YamlNode.Kind.TEXT, "manners", "chunkTime")))
                .isEqualTo(
                        "--chunk-time: manners.chunkTime: found 'fast'; expected a duration such as 200ms, 20s, 2m or"
                                + " 1h (from 10ms to 10m)");
        assertThat(messageOf(servers().check("--check", "speed")))
                .startsWith("--check: unknown key 'speed' in checks; allowed: coverage");
        assertThat(messageOf(servers().server("--source", "s0=postgresql://me@z/d", "sources")))
                .contains("--source: is given twice");
        assertThat(messageOf(servers().range("--range", "..0")))
                .isEqualTo("--range: expected TARGET=RANGE such as t0=..0");
        assertThat(messageOf(servers().shardKey("--shard-key", "orders")))
                .contains("--shard-key: expected TABLE=COLUMN");
        assertThat(messageOf(servers().table("--map", "orders"))).contains("--map: expected TABLE=TABLE");
        assertThat(messageOf(servers().renamedColumn("--map-column", "a=b"))).contains("expected TABLE.COLUMN=COLUMN");
        assertThat(messageOf(servers().ignoredColumn("--ignore", "note"))).contains("--ignore: expected TABLE.COLUMN");
        assertThat(messageOf(servers()
                        .setting("--detect", "0.1", YamlNode.Kind.DECIMAL, "detect", CheckName.SAMPLED_CHECKSUM)))
                .isEqualTo("--detect: none of the checks it is for is made; add --check sampledChecksum");
        assertThat(messageOf(new PlanFlags().server("--source", "postgresql://me@a/d", "sources")))
                .contains("'targets' is missing", "--target");
    }

    @Test
    void aPasswordInAFlagIsRefusedAndNotRepeated() {
        for (String url : new String[] {
            "postgresql://me:hunter2@a/d",
            "s0=postgresql://me:hunter2@a/d",
            "s0=postgresql://me:hun?ter2=hunter2@a/d",
            "s0=postgresql://me:hunter2/x@a/d",
            "s0=postgresql://me@a/d?sslpassword=hunter2",
            "s0=mysql://me:hunter2@a/d",
            "postgresql:me:hunter2@a"
        }) {
            PlanFlags flags = new PlanFlags()
                    .server("--source", url, "sources")
                    .server("--target", "postgresql://me@b/d", "targets");
            assertThat(messageOf(flags)).contains("--source: ").doesNotContain("hunter2");
        }
    }

    private static PlanFlags servers() {
        return new PlanFlags()
                .server("--source", "s0=postgresql://me@a/d", "sources")
                .server("--target", "t0=postgresql://me@b/d", "targets");
    }

    private static String messageOf(PlanFlags flags) {
        InvalidPlanException e = catchThrowableOfType(InvalidPlanException.class, () -> PlanReader.read(flags));
        assertThat(e).as("the flags are rejected").isNotNull();
        return e.getMessage();
    }

    private VerificationSpec read(PlanText text, PlanFlags flags) throws IOException {
        return PlanReader.read(Files.writeString(folder.resolve("plan.yaml"), text.text()), flags);
    }
}
