package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.verification.PlanFlags;
import dev.shardproof.scenarios.verification.PlanReader;
import dev.shardproof.scenarios.verification.VerificationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whatever a file can say of a plan, flags can say, too, and both come to the same. */
class VerifyFlagsTest {

    private static final String FILE = """
            apiVersion: shardproof/v1
            kind: verification
            name: shop
            sources: {s0: {host: db0.example, port: 6432, database: shop, user: me, sslmode: require}}
            targets: {t0: {host: "::1", database: shop, user: me}, t1: {host: db1.example, database: shop, user: me}}
            tables:
              include: ["*", billing.*]
              exclude: [log]
              reference: [currencies]
              shardKeys: {orders: customer_id, billing.bills: account}
              mapping:
                orders: {to: shop.orders, columns: {note: remark}, ignore: [updated_at, seen_at]}
                billing.bills: {ignore: [paid]}
            topology: {keySpace: plain, ranges: {t0: ["..0", "10..20"], t1: ["0..10", "20.."]}}
            checks:
              rowCount: {}
              fullChecksum: {compare: equality}
              sampledChecksum: {confidence: 0.95, detect: 0.001}
              placement: {}
            manners: {chunkTime: 1s, maxLag: 5s, maxLatency: 20ms, maxDuration: 2h, maxSnapshotAge: 10m, pauseFile: /tmp/pause, connections: 4}
            seed: -42
            selfTest: true
            showValues: true
            allowWritableRole: true
            """;

    private static final String FLAGS = "--name shop --source s0=postgresql://me@db0.example:6432/shop?sslmode=require"
            + " --target postgresql://me@[::1]/shop --target t1=postgres://me@db1.example/shop"
            + " --table * --table billing.* --exclude log --reference currencies"
            + " --shard-key orders=customer_id --shard-key billing.bills=account"
            + " --map orders=shop.orders --map-column orders.note=remark --ignore orders.updated_at"
            + " --ignore public.orders.seen_at --ignore billing.bills.paid"
            + " --key-space plain --range t0=..0 --range t0=10..20 --range t1=0..10 --range t1=20.."
            + " --check rowCount,fullChecksum --check sampledChecksum --check placement"
            + " --compare equality --confidence 0.95 --detect 0.001"
            + " --chunk-time 1s --max-lag 5s --max-latency 20ms --max-duration 2h --max-snapshot-age 10m"
            + " --pause-file /tmp/pause --connections 4 --seed -42 --self-test --show-values --allow-writable-role";

    @TempDir
    Path folder;

    @Test
    void flagsAndFileSayTheSame() throws IOException {
        VerificationSpec file = PlanReader.read(write(FILE), new PlanFlags());

        assertThat(PlanReader.read(flags(FLAGS))).isEqualTo(file);
        assertThat(PlanReader.read(write(FILE), flags(FLAGS.replace("--target postgresql", "--target t0=postgresql"))))
                .isEqualTo(file);
    }

    @Test
    void liveFlagsAndFileSayTheSame() throws IOException {
        String without = FILE.replace("  sampledChecksum: {confidence: 0.95, detect: 0.001}\n", "");
        VerificationSpec file = PlanReader.read(
                write(without + "live: {retries: 3, interval: 500ms, slots: [sub_t0, sub_t1]}\n"), new PlanFlags());

        assertThat(PlanReader.read(
                        write(without), flags("--live --retries 3 --interval 500ms --slot sub_t0 --slot sub_t1")))
                .isEqualTo(file);
    }

    @Test
    void everyFlagWinsOverTheFile() throws IOException {
        VerificationSpec spec = PlanReader.read(
                write(FILE),
                flags(
                        "--no-self-test --no-show-values --no-allow-writable-role --seed 7 --name other --chunk-time 2s"));

        assertThat(spec.name()).isEqualTo("other");
        assertThat(spec.plan().selfTest()).isFalse();
        assertThat(spec.plan().showValues()).isFalse();
        assertThat(spec.plan().allowWritableRole()).isFalse();
        assertThat(spec.plan().seed()).isEqualTo(7);
        assertThat(spec.plan().manners().chunkTime()).hasSeconds(2);
        assertThat(spec.plan().manners().connections()).contains(4);
    }

    private static PlanFlags flags(String arguments) {
        VerifyFlags flags = new VerifyFlags();
        CommandLine.populateCommand(flags, arguments.split(" "));
        return flags.flags();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), text);
    }
}
