package dev.shardproof.scenarios.spec.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.spec.Scenario;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Broken files never break the reader: each is read or refused with a reason. */
class MutatedScenarioTest {

    private static final String PIECES = "{}[]:,-?&*!|>'\"%@`#\n\t ~0.:sé\u0000";
    private static final int FILES = 400;

    @Test
    void mutatedFileIsReadOrRefused() {
        byte[] original = Catalogue.text("split-2-to-3-slow-target").getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int seed = 0; seed < FILES; seed++) {
            byte[] mutant = mutated(original, new SplittableRandom(seed));
            try {
                Scenario scenario = ScenarioReader.read("mutant", mutant);
                assertThat(ScenarioReader.read(
                                "again", ScenarioWriter.toYaml(scenario).getBytes(StandardCharsets.UTF_8)))
                        .as("seed %d", seed)
                        .isEqualTo(scenario);
            } catch (InvalidScenarioException e) {
                assertThat(e.getMessage()).as("seed %d", seed).startsWith("mutant:");
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " broke the reader", e);
            }
        }
        assertThat(refused).isBetween(FILES / 4, FILES - 1);
    }

    private static byte[] mutated(byte[] original, SplittableRandom random) {
        byte[] mutant = original;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int from = random.nextInt(mutant.length);
            int to = random.nextBoolean() ? from : Math.min(mutant.length, from + random.nextInt(40));
            byte[] piece = piece(random, original);
            byte[] next = Arrays.copyOf(mutant, mutant.length - (to - from) + piece.length);
            System.arraycopy(piece, 0, next, from, piece.length);
            System.arraycopy(mutant, to, next, from + piece.length, mutant.length - to);
            mutant = next;
        }
        return mutant;
    }

    private static byte[] piece(SplittableRandom random, byte[] original) {
        if (random.nextBoolean()) {
            int at = random.nextInt(PIECES.length());
            return PIECES.substring(at, at + 1).getBytes(StandardCharsets.UTF_8);
        }
        int from = random.nextInt(original.length);
        return Arrays.copyOfRange(original, from, Math.min(original.length, from + random.nextInt(60)));
    }
}
