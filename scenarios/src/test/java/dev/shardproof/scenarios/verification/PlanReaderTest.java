package dev.shardproof.scenarios.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.TlsMode;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.table.ImageForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanReaderTest {

    static final String EVERYTHING = """
            apiVersion: shardproof/v1
            kind: verification
            name: shop
            description: every key
            sources:
              s0: {host: db0.example, port: 6432, database: shop, user: me, sslmode: verify-ca, sslrootcert: ca.crt, passwordEnv: SHOP}
            targets:
              t0: {host: "::1", database: shop, user: me, passwordFile: secret}
              t1: postgresql://m%40e@[fe80::1%25eth0]:5433/shop%20db?sslmode=verify-full&sslrootcert=system
            tables:
              include: ["*", billing.*]
              exclude: [log]
              reference: [currencies]
              shardKeys: {orders: customer_id, billing.bills: account}
              mapping: {orders: {to: shop.orders, columns: {note: remark}, ignore: [updated_at]}}
            topology: {keySpace: plain, ranges: {t0: ["..0", "10..20"], t1: ["0..10", "20.."]}}
            checks:
              rowCount: {}
              fullChecksum: {compare: equality}
              placement: {}
            live: {retries: 3, interval: 500ms, slots: [sub_t0]}
            manners: {chunkTime: 1s, maxLag: 5s, maxLatency: 20ms, maxDuration: 2h, maxSnapshotAge: 10m, pauseFile: pause, connections: 4}
            seed: 42
            selfTest: true
            showValues: true
            allowWritableRole: true
            """;

    @TempDir
    Path folder;

    @Test
    void theSampleIsRead() throws IOException {
        VerificationSpec spec = read(EVERYTHING
                .replace("live: {retries: 3, interval: 500ms, slots: [sub_t0]}", "")
                .replace("placement: {}", "sampledChecksum: {confidence: 0.95, detect: 0.001}"));

        assertThat(spec.plan().sample()).isEqualTo(new SampleSettings(0.95, 0.001));
        assertThat(spec.plan().checks()).contains(CheckName.SAMPLED_CHECKSUM).doesNotContain(CheckName.PLACEMENT);
    }

    @Test
    void everyKeyIsRead() throws IOException {
        VerificationSpec spec = read(EVERYTHING);

        assertThat(spec.plan())
                .isEqualTo(new VerificationPlan(
                        new TableRules(
                                List.of("public.*", "billing.*"),
                                List.of("public.log"),
                                List.of("public.currencies"),
                                Map.of("public.orders", "customer_id", "billing.bills", "account"),
                                Map.of(
                                        "public.orders",
                                        new TableRules.Mapping(
                                                "shop.orders", Map.of("note", "remark"), Set.of("updated_at")))),
                        Optional.of(new Topology(
                                KeySpace.PLAIN,
                                List.of(
                                        new OwnedRange(KeyInterval.below(0), "t0"),
                                        new OwnedRange(KeyInterval.of(0, 10), "t1"),
                                        new OwnedRange(KeyInterval.of(10, 20), "t0"),
                                        new OwnedRange(KeyInterval.from(20), "t1")))),
                        EnumSet.of(CheckName.ROW_COUNT, CheckName.FULL_CHECKSUM, CheckName.PLACEMENT),
                        ImageForm.EQUALITY,
                        SampleSettings.DEFAULT,
                        new LiveSettings(true, 3, Duration.ofMillis(500), List.of("sub_t0")),
                        new Manners(
                                Duration.ofSeconds(1),
                                Optional.of(Duration.ofSeconds(5)),
                                Optional.of(Duration.ofMillis(20)),
                                Optional.of(Duration.ofHours(2)),
                                Duration.ofMinutes(10),
                                Optional.of(folder.resolve("pause")),
                                Optional.of(4)),
                        42,
                        true,
                        true,
                        true));
        assertThat(spec.sources())
                .containsExactly(new ServerAddress(
                        "s0",
                        "db0.example",
                        6432,
                        "shop",
                        "me",
                        new ServerAddress.TlsWish(
                                Optional.of(TlsMode.VERIFY_CA),
                                Optional.of(folder.resolve("ca.crt").toString())),
                        new ServerAddress.PasswordPlace(Optional.of("SHOP"), Optional.empty())));
        assertThat(spec.targets())
                .containsExactly(
                        new ServerAddress(
                                "t0",
                                "::1",
                                5432,
                                "shop",
                                "me",
                                ServerAddress.TlsWish.NONE,
                                new ServerAddress.PasswordPlace(
                                        Optional.empty(), Optional.of(folder.resolve("secret")))),
                        new ServerAddress(
                                "t1",
                                "fe80::1%eth0",
                                5433,
                                "shop db",
                                "m@e",
                                new ServerAddress.TlsWish(Optional.of(TlsMode.VERIFY_FULL), Optional.of("system")),
                                ServerAddress.PasswordPlace.ANY));
    }

    @Test
    void theSmallestPlanHasTheVerifiersDefaults() throws IOException {
        assertThat(read(PlanText.minimal().text()).plan()).isEqualTo(VerificationPlan.DEFAULT);
    }

    @Test
    void aTopologyTurnsThePlacementOn() throws IOException {
        assertThat(read(PlanText.placed().text()).plan().checks())
                .containsAll(CheckName.standard())
                .contains(CheckName.PLACEMENT);
    }

    @Test
    void liveWithoutSettingsIsLive() throws IOException {
        assertThat(read(PlanText.minimal().with("live: {}").text()).plan().live())
                .isEqualTo(LiveSettings.LIVE);
    }

    private VerificationSpec read(String text) throws IOException {
        return PlanReader.read(Files.writeString(folder.resolve("plan.yaml"), text), new PlanFlags());
    }
}
