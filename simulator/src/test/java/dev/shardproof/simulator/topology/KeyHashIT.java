package dev.shardproof.simulator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.embedded.EmbeddedCluster;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash in Java is the hash on the server, for every type that a shard key can have. */
class KeyHashIT {

    private static final long SEED = 20261122;
    private static final int KEYS = 5_000;

    /** Code points of one to four bytes in UTF-8, with combining marks and right-to-left letters among them. */
    private static final String ALPHABET = "aZ0 ~'\\\té\u0301ßłØ\u05d0\u0645中文字\ud83d\ude00\ud800\udf48";

    private static RunRegistry registry;
    private static EmbeddedCluster cluster;
    private static Connection connection;

    @BeforeAll
    static void startServer() throws Exception {
        registry = RunRegistry.open(StateFolder.ofCurrentUser());
        ShardId shard = new ShardId("s0");
        cluster = EmbeddedCluster.start(List.of(shard), registry);
        connection = cluster.shard(shard).connect();
    }

    @AfterAll
    static void stopServer() throws Exception {
        connection.close();
        cluster.close();
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({"int2, -32768, 32767", "int4, -2147483648, 2147483647"})
    void smallIntegersHaveTheHashOfTheServer(String type, long lowest, long highest) throws Exception {
        List<Long> keys = new ArrayList<>(List.of(lowest, lowest + 1, -1L, 0L, 1L, highest - 1, highest));
        new Random(SEED).longs(KEYS, lowest, highest).forEach(keys::add);
        assertSameHash(KeyType.INTEGER, type, keys);
    }

    @Test
    void bigintsHaveTheHashOfTheServer() throws Exception {
        List<Long> keys = new ArrayList<>();
        LongStream.of(Long.MIN_VALUE, Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE)
                .forEach(edge -> LongStream.rangeClosed(-2, 2).forEach(step -> keys.add(edge + step)));
        new Random(SEED).longs(KEYS).forEach(keys::add);
        new Random(SEED).longs(KEYS, -100_000, 100_000).forEach(keys::add);
        assertSameHash(KeyType.INTEGER, "int8", keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "varchar"})
    void textHasTheHashOfTheServer(String type) throws Exception {
        Random random = new Random(SEED);
        List<String> keys = new ArrayList<>();
        for (int length = 0; length <= 50; length++) {
            keys.add("x".repeat(length)); // every remainder of the 12 bytes that the hash takes at once
            for (int i = 0; i < KEYS / 50; i++) {
                keys.add(text(random, length));
            }
        }
        keys.add(text(random, 10_000));
        assertSameHash(KeyType.TEXT, type, keys);
    }

    @Test
    void uuidsHaveTheHashOfTheServer() throws Exception {
        Random random = new Random(SEED);
        List<UUID> keys = new ArrayList<>(List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(Long.MIN_VALUE, 1)));
        for (int i = 0; i < KEYS; i++) {
            keys.add(new UUID(random.nextLong(), random.nextLong()));
        }
        assertSameHash(KeyType.UUID, "uuid", keys);
    }

    private static String text(Random random, int codePoints) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codePoints; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static void assertSameHash(KeyType type, String sqlType, List<?> keys) throws Exception {
        String sql = "SELECT %s FROM unnest(?) WITH ORDINALITY AS keys(k, n) ORDER BY n"
                .formatted(type.pointExpression(ShardingStrategy.HASHED, "k"));
        Array array = connection.createArrayOf(sqlType, keys.toArray());
        List<Long> server = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    server.add(rows.getLong(1));
                }
            }
        }
        assertThat(server).hasSameSizeAs(keys);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(type.pointOf(ShardingStrategy.HASHED, keys.get(i)))
                    .as("%s key '%s', seed %d", sqlType, keys.get(i), SEED)
                    .isEqualTo(server.get(i));
        }
    }
}
