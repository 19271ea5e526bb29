package dev.shardproof.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.verifier.pace.TestingTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private static final Fingerprint PLAN = new Fingerprint(Map.of("server s0", "system 7", "buckets", "4096"));
    private static final int PAGES = 20;

    @TempDir
    private Path folder;

    private final TestingTime time = new TestingTime();

    @Test
    void whatIsSavedIsThereAfterwards() throws Exception {
        SavedDigest digest = new SavedDigest(new byte[] {1, 2, 3}, 42, true, 1_700_000_000_000L);
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.load("left s0 public.t")).isEmpty();
            checkpoint.save("left s0 public.t", digest);
        }
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.load("left s0 public.t")).contains(digest);
            assertThat(checkpoint.load("right t0 public.t")).isEmpty();
            assertThat(checkpoint.resumedScans()).isEqualTo(1);
        }
    }

    @Test
    void theLastOneCounts() throws Exception {
        try (CheckpointFile checkpoint = open()) {
            checkpoint.save("scan", finished(1));
            checkpoint.save("scan", finished(2));
            assertThat(checkpoint.load("scan")).contains(finished(2));
        }
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.load("scan")).contains(finished(2));
        }
    }

    @Test
    void anUnfinishedScanIsSavedNowAndThenOnly() throws Exception {
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.due("scan")).isFalse();
            checkpoint.save("scan", unfinished(1));
            assertThat(checkpoint.load("scan")).isEmpty();
            time.pass(Duration.ofSeconds(30));
            assertThat(checkpoint.due("scan")).isTrue();
            checkpoint.save("scan", unfinished(2));
            checkpoint.save("scan", unfinished(3));
            assertThat(checkpoint.load("scan")).contains(unfinished(2));
            checkpoint.save("scan", finished(4));
            assertThat(checkpoint.load("scan")).contains(finished(4));
        }
    }

    @Test
    void aFileThatWasCutAnywhereGivesWhatWasSavedBeforeTheCut() throws Exception {
        long[] ends = new long[4];
        Path whole = folder.resolve("whole");
        try (CheckpointFile checkpoint = CheckpointFile.open(whole, PLAN, time::nanoTime)) {
            ends[0] = Files.size(whole);
            for (int i = 1; i <= 3; i++) {
                checkpoint.save("scan" + i % 2, finished(i));
                ends[i] = Files.size(whole);
            }
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Path file = folder.resolve("cut");
            Files.write(file, Arrays.copyOf(bytes, cut));
            try (CheckpointFile checkpoint = CheckpointFile.open(file, PLAN, time::nanoTime)) {
                Optional<SavedDigest> odd = cut >= ends[3]
                        ? Optional.of(finished(3))
                        : cut >= ends[1] ? Optional.of(finished(1)) : Optional.empty();
                assertThat(checkpoint.load("scan1")).as("cut at %d", cut).isEqualTo(odd);
                assertThat(checkpoint.load("scan0"))
                        .as("cut at %d", cut)
                        .isEqualTo(cut >= ends[2] ? Optional.of(finished(2)) : Optional.empty());
                checkpoint.save("scan9", finished(9));
            }
            try (CheckpointFile checkpoint = CheckpointFile.open(file, PLAN, time::nanoTime)) {
                assertThat(checkpoint.load("scan9"))
                        .as("saved after a cut at %d", cut)
                        .contains(finished(9));
            }
        }
    }

    @Test
    void aFlippedBitIsNotBelieved() throws Exception {
        Path file = folder.resolve("checkpoint");
        long end;
        try (CheckpointFile checkpoint = open()) {
            checkpoint.save("scan1", finished(1));
            end = Files.size(file);
            checkpoint.save("scan2", finished(2));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) end + 20] ^= 4;
        Files.write(file, bytes);
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.load("scan1")).contains(finished(1));
            assertThat(checkpoint.load("scan2")).isEmpty();
        }
    }

    @Test
    void aScanThatIsKilledAfterAnyStepEndsWithTheSameDigest() throws Exception {
        long expected = scan(new InMemoryMemory(), Integer.MAX_VALUE);
        for (int killedAfter = 0; killedAfter < PAGES; killedAfter++) {
            Path file = folder.resolve("killed" + killedAfter);
            int steps = 0;
            long digest = -1;
            while (digest < 0) {
                // Opened and not closed in between, as after a kill: only what was forced to the disk counts.
                try (CheckpointFile checkpoint = CheckpointFile.open(file, PLAN, time::nanoTime)) {
                    digest = scan(checkpoint, killedAfter + 4);
                }
                assertThat(steps++).as("it gets on").isLessThan(PAGES);
            }
            assertThat(digest).as("killed after %d pages", killedAfter).isEqualTo(expected);
        }
    }

    /** A scan of some pages: the sum of a hash of each. Stops after a number of pages with -1. */
    private long scan(ScanMemory memory, int pagesAtMost) throws IOException {
        SavedDigest from = memory.load("scan").orElse(new SavedDigest(new byte[8], 0, false, 0));
        long sum = java.nio.ByteBuffer.wrap(from.digest()).getLong();
        int read = 0;
        for (long page = from.nextPage(); page < PAGES; page++) {
            if (read++ == pagesAtMost) {
                return -1;
            }
            sum += page * page + 7;
            time.pass(Duration.ofSeconds(11));
            byte[] bytes = java.nio.ByteBuffer.allocate(8).putLong(sum).array();
            memory.save("scan", new SavedDigest(bytes, page + 1, page + 1 == PAGES, 0));
        }
        return sum;
    }

    private static final class InMemoryMemory implements ScanMemory {
        private final Map<String, SavedDigest> saved = new HashMap<>();

        @Override
        public Optional<SavedDigest> load(String scanId) {
            return Optional.ofNullable(saved.get(scanId));
        }

        @Override
        public boolean due(String scanId) {
            return true;
        }

        @Override
        public void save(String scanId, SavedDigest digest) {
            saved.put(scanId, digest);
        }
    }

    @Test
    void aCheckpointOfAnotherVerificationIsRefusedWithWhatDiffers() throws Exception {
        open().close();
        byte[] before = Files.readAllBytes(folder.resolve("checkpoint"));
        Fingerprint other =
                new Fingerprint(Map.of("server s0", "system 8", "buckets", "4096", "server s1", "system 9"));

        assertThatThrownBy(() -> CheckpointFile.open(folder.resolve("checkpoint"), other, time::nanoTime))
                .isInstanceOf(ForeignCheckpointException.class)
                .hasMessageContaining("belongs to another verification: not the same are server s0, server s1;");
        assertThat(Files.readAllBytes(folder.resolve("checkpoint"))).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoCheckpointIsLeftAlone() throws Exception {
        Path file = folder.resolve("checkpoint");
        Files.writeString(file, "my precious notes");

        assertThatThrownBy(this::open)
                .isInstanceOf(ForeignCheckpointException.class)
                .hasMessageContaining("is no checkpoint of this version");
        assertThat(file).hasContent("my precious notes");
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("checkpoint"))))
                .isEqualTo("rw-------");
    }

    @Test
    void twoVerificationsCanNotShareOne() throws Exception {
        try (CheckpointFile first = open()) {
            assertThatThrownBy(this::open).hasMessageContaining("is in use by another verification");
            first.save("scan", finished(1));
        }
        open().close();
    }

    @Test
    void aFileFullOfReplacedRecordsIsRewritten() throws Exception {
        Path file = folder.resolve("checkpoint");
        try (CheckpointFile checkpoint = CheckpointFile.open(file, PLAN, time::nanoTime, 2_000)) {
            checkpoint.save("other", finished(7));
            for (int i = 0; i < 500; i++) {
                checkpoint.save("scan", finished(i));
            }
            assertThat(checkpoint.load("other")).contains(finished(7));
            assertThat(checkpoint.load("scan")).contains(finished(499));
        }
        assertThat(Files.size(file)).isLessThan(2_200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (CheckpointFile checkpoint = open()) {
            assertThat(checkpoint.load("other")).contains(finished(7));
            assertThat(checkpoint.load("scan")).contains(finished(499));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void afterTheVerdictNothingIsLeft() throws Exception {
        open().delete();

        assertThat(folder).isEmptyDirectory();
    }

    private CheckpointFile open() throws IOException {
        return CheckpointFile.open(folder.resolve("checkpoint"), PLAN, time::nanoTime);
    }

    private static SavedDigest finished(int number) {
        return new SavedDigest(new byte[] {(byte) number, 9, 9}, number, true, 1_000 + number);
    }

    private static SavedDigest unfinished(int number) {
        return new SavedDigest(new byte[] {(byte) number, 9, 9}, number, false, 1_000 + number);
    }
}
