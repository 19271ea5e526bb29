package dev.shardproof.simulator.fault.wire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

    private static final TestingMessages INSERTED =
            TestingMessages.none().complete("INSERT 0 1").ready('I');

    private static SqlToxic toxic(SqlToxicType type, Object... attributes) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            values.put((String) attributes[i], attributes[i + 1]);
        }
        return SqlToxic.of("t", type, 1, values);
    }

    private static SqlToxic kill(Object... attributes) {
        return toxic(SqlToxicType.STATEMENT, attributes);
    }

    private static SqlToxic error(String on) {
        return toxic(SqlToxicType.STATEMENT, "action", "error", "on", on, "sqlstate", "40P01", "message", "so there");
    }

    private static SqlToxic lostReply(Object... attributes) {
        return toxic(SqlToxicType.LOST_REPLY, attributes);
    }

    private static String text(java.io.ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** What a client and a server with everything in it say in turn: even turns are the client's. */
    private static TestingMessages[] recorded() {
        String big = "INSERT INTO orders VALUES ('" + "x".repeat(30_000) + "')";
        return new TestingMessages[] {
            TestingMessages.sslRequest(),
            TestingMessages.none().raw("N"),
            TestingMessages.startup(),
            TestingMessages.welcome(),
            TestingMessages.none().query("BEGIN").query(big),
            TestingMessages.none()
                    .complete("BEGIN")
                    .ready('T')
                    .complete("INSERT 0 1")
                    .ready('T'),
            TestingMessages.none()
                    .parse("S_1", "COMMIT")
                    .bind("", "S_1")
                    .execute("")
                    .sync(),
            TestingMessages.none().add('1').add('2').complete("COMMIT").ready('I'),
            TestingMessages.none().query("COPY orders FROM STDIN"),
            TestingMessages.none().add('G', new byte[3]),
            TestingMessages.none().copyData(70_000).copyData(1).copyData(0).add('c'),
            TestingMessages.none().complete("COPY 3").ready('I'),
            TestingMessages.none()
                    .parse("S_2", "/* hint */ select 'COMMIT'")
                    .bind("C_1", "S_2")
                    .execute("C_1")
                    .execute("C_1")
                    .bind("", "S_1")
                    .execute("")
                    .sync()
                    .query(""),
            TestingMessages.none()
                    .add('1')
                    .add('2')
                    .add('D', new byte[40_000])
                    .add('s')
                    .error("portal shardproof_fault_2_")
                    .ready('I')
                    .add('I')
                    .ready('I'),
            TestingMessages.none().query("END; SELECT 1").add('X'),
            TestingMessages.none().error("at \"shardproof_fault_3_\"").ready('I'),
        };
    }

    private static TestingWire play(TestingWire wire, SqlToxic... toxics) throws IOException {
        wire.apply(toxics);
        TestingMessages[] turns = recorded();
        for (int i = 0; i < turns.length; i++) {
            if (i % 2 == 0) {
                wire.client(turns[i]);
            } else {
                wire.server(turns[i]);
            }
        }
        return wire;
    }

    private static byte[] all(int firstTurn) {
        TestingMessages[] turns = recorded();
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (int i = firstTurn; i < turns.length; i += 2) {
            out.writeBytes(turns[i].bytes());
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 1_000, 100_000})
    void whatNobodyWantsPassesUnchangedInPiecesOfAnySize(int pieceMax) throws IOException {
        SqlToxic watching = kill("on", "never");
        for (int seed = 0; seed < 3; seed++) {
            TestingWire followed = play(new TestingWire(seed, pieceMax));
            assertThat(followed.atServer.toByteArray()).isEqualTo(all(0));
            assertThat(followed.atClient.toByteArray()).isEqualTo(all(1));
            TestingWire watched = play(new TestingWire(seed, pieceMax), watching);
            assertThat(watched.atServer.toByteArray()).isEqualTo(all(0));
            assertThat(watched.atClient.toByteArray()).isEqualTo(all(1));
        }
        assertThat(watching.counts().opaqueConnections()).isZero();
        assertThat(watching.counts().unseen()).isZero();
    }

    @Test
    void anySplitOfAConversationHasTheSameResult() throws IOException {
        SqlToxic[] kinds = {
            kill("on", "COMMIT", "nth", 2L),
            error("COMMIT"),
            lostReply(),
            lostReply("on", "/copy orders/", "end", "black_hole"),
            kill("on", "COPY")
        };
        for (SqlToxic kind : kinds) {
            SqlToxic whole = fresh(kind);
            TestingWire expected = play(TestingWire.whole(), whole);
            assertThat(whole.counts().hits()).as(kind.text("on")).isPositive();
            for (int seed = 0; seed < 60; seed++) {
                SqlToxic split = fresh(kind);
                TestingWire wire = play(new TestingWire(seed, 1 + new Random(seed).nextInt(300)), split);
                assertThat(wire.atServer.toByteArray()).isEqualTo(expected.atServer.toByteArray());
                assertThat(wire.atClient.toByteArray()).isEqualTo(expected.atClient.toByteArray());
                assertThat(wire.end).isEqualTo(expected.end);
                assertThat(split.counts().hits()).isEqualTo(whole.counts().hits());
                assertThat(split.counts().matched()).isEqualTo(whole.counts().matched());
            }
        }
    }

    private static SqlToxic fresh(SqlToxic kind) {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        kind.type().attributes().forEach(attribute -> values.put(attribute.name(), kind.attribute(attribute)));
        return SqlToxic.of(kind.name(), kind.type(), kind.toxicity(), values);
    }

    @Test
    void killedStatementNeverReachesTheServer() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = kill("on", "commit");
        wire.apply(toxic);
        wire.client(TestingMessages.none().query("BEGIN").query("INSERT").query("COMMIT"));
        assertThat(text(wire.atServer)).contains("BEGIN").contains("INSERT").doesNotContain("COMMIT");
        assertThat(wire.end).isEqualTo("reset");
        assertThat(toxic.counts().hits()).isEqualTo(1);
    }

    @Test
    void statementThatWasParsedBeforeTheToxicCameIsKnown() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.client(TestingMessages.none().parse("S_1", "COMMIT").sync());
        wire.apply(kill("on", "COMMIT"));
        wire.client(TestingMessages.none().bind("", "S_1").execute(""));
        assertThat(wire.end).isEqualTo("reset");
    }

    @Test
    void closedAndRedefinedNamesAreFollowed() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = kill("on", "COMMIT");
        wire.client(TestingMessages.none().parse("S_1", "COMMIT").closeStatement("S_1"));
        wire.client(TestingMessages.none().parse("S_2", "COMMIT").parse("S_2", "SELECT 1"));
        wire.apply(toxic);
        wire.client(TestingMessages.none().bind("", "S_1").execute(""));
        wire.client(TestingMessages.none().bind("", "S_2").execute(""));
        assertThat(wire.end).isEqualTo("open");
        assertThat(toxic.counts().unseen()).isEqualTo(1);
    }

    @Test
    void namesOfSqlAreFollowed() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = kill("on", "/insert into orders/");
        wire.client(TestingMessages.none().query("PREPARE Put (int, text) AS INSERT INTO orders VALUES ($1, $2)"));
        wire.client(TestingMessages.none().query("PREPARE gone AS INSERT INTO orders VALUES (1)"));
        wire.client(TestingMessages.none().query("DEALLOCATE gone"));
        wire.apply(toxic);
        wire.client(TestingMessages.none().query("EXECUTE gone"));
        assertThat(wire.end).isEqualTo("open");
        wire.client(TestingMessages.none().query("EXECUTE put(1, 'a')"));
        assertThat(wire.end).isEqualTo("reset");
    }

    @Test
    void manyNamesAreKeptInLittleMemoryAndTheForgottenAreReported() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        String longText = "SELECT '" + "x".repeat(7_000) + "'";
        for (int i = 0; i < 1_000; i++) {
            wire.client(TestingMessages.none().parse("S_" + i, longText));
        }
        SqlToxic toxic = kill("on", "/x/");
        wire.apply(toxic);
        wire.client(TestingMessages.none().bind("", "S_1").execute(""));
        assertThat(toxic.counts().unseen()).isEqualTo(1);
        wire.client(TestingMessages.none().bind("", "S_999").execute(""));
        assertThat(wire.end).isEqualTo("reset");
    }

    @Test
    void moreRowsOfAPortalAreNoNewStatement() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = kill("on", "SELECT", "nth", 3L);
        wire.apply(toxic);
        wire.client(TestingMessages.none().parse("", "SELECT 1").bind("C_1", ""));
        wire.client(TestingMessages.none().execute("C_1").execute("C_1").execute("C_1"));
        assertThat(toxic.counts().matched()).isEqualTo(1);
        wire.client(TestingMessages.none().bind("C_1", "").execute("C_1"));
        assertThat(toxic.counts().matched()).isEqualTo(2);
    }

    @Test
    void nthCountsOverAllConnectionsAndLimitEndsIt() throws IOException {
        SqlToxic toxic = kill("on", "COMMIT", "nth", 3L, "limit", 2L);
        StringBuilder ends = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            TestingWire wire = TestingWire.whole().started();
            wire.apply(toxic);
            wire.client(TestingMessages.none().query("COMMIT"));
            ends.append(wire.end.equals("reset") ? 'x' : '.');
        }
        assertThat(ends).hasToString("..x..x....");
        assertThat(toxic.counts().matched()).isEqualTo(10);
        assertThat(toxic.counts().hits()).isEqualTo(2);
    }

    @Test
    void errorInAPipelineIsMadeByTheServerAndToldInOtherWords() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = error("INSERT");
        wire.apply(toxic);
        wire.client(TestingMessages.none()
                .parse("", "INSERT INTO t")
                .bind("", "")
                .execute("")
                .sync());
        assertThat(wire.atServer.toByteArray())
                .isEqualTo(TestingMessages.none()
                        .parse("", "INSERT INTO t")
                        .bind("", "")
                        .execute("shardproof_fault_1_")
                        .sync()
                        .bytes());
        wire.server(TestingMessages.none().add('1').add('2').error("portal \"shardproof_fault_1_\" does not exist"));
        wire.server(TestingMessages.none().ready('E'));
        assertThat(text(wire.atClient)).contains("C40P01", "Mso there").doesNotContain("shardproof_fault");
        assertThat(toxic.counts().hits()).isEqualTo(1);
    }

    @Test
    void serversOwnErrorPassesAndAStatementThatWasSkippedIsNoHit() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = error("INSERT");
        wire.apply(toxic);
        wire.client(TestingMessages.none()
                .parse("", "SELECT 1/0")
                .bind("", "")
                .execute("")
                .parse("", "INSERT")
                .bind("", "")
                .execute("")
                .sync());
        wire.server(TestingMessages.none().error("division by zero").ready('I'));
        wire.client(TestingMessages.none().query("x"));
        wire.server(TestingMessages.none().error("shardproof_fault_1_").ready('I'));
        assertThat(text(wire.atClient)).contains("division by zero").contains("Mshardproof_fault_1_");
        assertThat(toxic.counts().matched()).isEqualTo(1);
        assertThat(toxic.counts().hits()).isZero();
    }

    @Test
    void lostReplyPassesEarlierAnswersAndEndsOnlyWhenTheServerHasAnswered() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic toxic = lostReply();
        wire.apply(toxic);
        wire.client(TestingMessages.none().query("BEGIN"));
        wire.server(TestingMessages.none().complete("BEGIN").ready('T')).forgetBytes();
        wire.client(TestingMessages.none().query("INSERT INTO t VALUES (1)"));
        wire.server(TestingMessages.none().complete("INSERT 0 1").ready('T'));
        assertThat(wire.atClient.size()).isPositive();
        wire.forgetBytes();
        wire.client(TestingMessages.none().query("COMMIT"));
        assertThat(text(wire.atServer)).contains("COMMIT");
        wire.server(TestingMessages.none().add('N').complete("COMMIT"));
        assertThat(wire.end).isEqualTo("open");
        assertThat(toxic.counts().hits()).isZero();
        wire.server(TestingMessages.none().ready('I'));
        assertThat(wire.end).isEqualTo("reset");
        assertThat(wire.atClient.size()).isZero();
        assertThat(toxic.counts().hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1)",
                "with x as (select 1) insert into t select * from x",
                "-- note\n update t set a = 1",
                "END",
                "BEGIN; INSERT INTO t VALUES (1); COMMIT"
            })
    void lostReplyTakesWhateverCommits(String statement) throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.apply(lostReply());
        wire.client(TestingMessages.none().query(statement)).server(INSERTED);
        assertThat(wire.end).isEqualTo("reset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'COMMIT'", "BEGIN", "/* INSERT */ SELECT 1", "COPY t TO STDOUT", "ROLLBACK"})
    void lostReplyLeavesWhatDoesNotCommit(String statement) throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.apply(lostReply());
        wire.client(TestingMessages.none().query(statement)).server(INSERTED);
        assertThat(wire.end).isEqualTo("open");
    }

    @Test
    void writeInATransactionThatBeganInTheSamePipelineCommitsNothing() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.apply(lostReply());
        wire.client(TestingMessages.none()
                .parse("", "BEGIN")
                .bind("", "")
                .execute("")
                .parse("", "INSERT INTO t VALUES (1)")
                .bind("", "")
                .execute("")
                .sync());
        wire.server(
                TestingMessages.none().complete("BEGIN").complete("INSERT 0 1").ready('T'));
        assertThat(wire.end).isEqualTo("open");
    }

    @Test
    void copyWhoseReplyIsLostGetsTheRequestForItsData() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.apply(lostReply());
        wire.client(TestingMessages.none().query("COPY orders FROM STDIN"));
        wire.server(TestingMessages.none().add('G', new byte[3]));
        assertThat(text(wire.atClient)).startsWith("G");
        wire.forgetBytes().client(TestingMessages.none().copyData(10).add('c'));
        wire.server(TestingMessages.none().complete("COPY 1").ready('I'));
        assertThat(wire.end).isEqualTo("reset");
        assertThat(wire.atClient.size()).isZero();
    }

    @Test
    void syncThatTheServerIgnoresDuringACopyDoesNotMislead() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.client(TestingMessages.none()
                .parse("", "COPY t FROM STDIN")
                .bind("", "")
                .execute("")
                .sync());
        wire.server(TestingMessages.none().add('1').add('2').add('G', new byte[3]));
        wire.client(TestingMessages.none().copyData(5).add('c').sync());
        wire.server(TestingMessages.none().complete("COPY 1").ready('I')).forgetBytes();
        wire.apply(lostReply());
        wire.client(TestingMessages.none().query("COMMIT"));
        wire.server(TestingMessages.none().complete("COMMIT").ready('I'));
        assertThat(wire.end).isEqualTo("reset");
        assertThat(wire.atClient.size()).isZero();
    }

    @Test
    void blackHoleStaysSilentUntilItsToxicIsRemoved() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        SqlToxic hole = lostReply("end", "black_hole");
        assertThat(wire.apply(hole)).isFalse();
        wire.client(TestingMessages.none().query("COMMIT"));
        wire.server(TestingMessages.none().complete("COMMIT").ready('I'));
        wire.client(TestingMessages.none().query("SELECT 1"));
        wire.server(TestingMessages.none().complete("SELECT 1").ready('I'));
        assertThat(wire.end).isEqualTo("open");
        assertThat(wire.atClient.size()).isZero();
        assertThat(hole.counts().hits()).isEqualTo(1);
        assertThat(wire.apply(hole)).isFalse();
        assertThat(wire.apply()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "G"})
    void encryptedConnectionIsOpaqueAndCountedOnce(String answer) throws IOException {
        TestingWire wire = TestingWire.whole();
        SqlToxic early = kill();
        wire.apply(early);
        wire.client(TestingMessages.sslRequest())
                .server(TestingMessages.none().raw(answer))
                .client(TestingMessages.none().raw("\u0016\u0003\u0001 COMMIT"))
                .server(TestingMessages.none().raw("anything"));
        SqlToxic late = SqlToxic.of("late", SqlToxicType.STATEMENT, 1, Map.of());
        wire.apply(early, late);
        assertThat(text(wire.atServer)).endsWith("COMMIT");
        assertThat(text(wire.atClient)).isEqualTo(answer + "anything");
        assertThat(early.counts().opaqueConnections()).isEqualTo(1);
        assertThat(late.counts().opaqueConnections()).isEqualTo(1);
    }

    @Test
    void whatIsNoPostgresPassesAndIsCountedAsOpaque() throws IOException {
        SqlToxic toxic = kill();
        for (TestingMessages first : new TestingMessages[] {
            TestingMessages.none().raw("GET / HTTP/1.1\r\n\r\n"),
            TestingMessages.none().raw("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0000 direct TLS")
        }) {
            TestingWire wire = TestingWire.whole();
            wire.apply(toxic);
            wire.client(first);
            assertThat(wire.atServer.toByteArray()).isEqualTo(first.bytes());
        }
        TestingWire greeted = TestingWire.whole();
        greeted.apply(toxic);
        greeted.server(TestingMessages.none().raw("220 hello"));
        assertThat(text(greeted.atClient)).isEqualTo("220 hello");
        assertThat(toxic.counts().opaqueConnections()).isEqualTo(3);
    }

    @Test
    void requestToCancelPassesAndIsNotOpaque() throws IOException {
        SqlToxic toxic = kill();
        TestingWire wire = TestingWire.whole();
        wire.apply(toxic);
        wire.client(TestingMessages.cancelRequest());
        assertThat(wire.atServer.size()).isEqualTo(16);
        assertThat(toxic.counts().opaqueConnections()).isZero();
    }

    @Test
    void streamOfReplicationIsNotSwallowed() throws IOException {
        TestingWire wire = TestingWire.whole().started();
        wire.apply(lostReply("on", "START_REPLICATION"));
        wire.client(TestingMessages.none().query("START_REPLICATION SLOT s LOGICAL 0/0"));
        wire.server(TestingMessages.none().add('W', new byte[3]).copyData(10));
        assertThat(text(wire.atClient)).startsWith("W").contains("d");
    }

    @Test
    void toxicityDrawsItsLotPerConnection() {
        SqlToxic half = SqlToxic.of("t", SqlToxicType.STATEMENT, 0.5f, Map.of());
        long hit =
                java.util.stream.LongStream.range(0, 1_000).filter(half::actsOn).count();
        assertThat(hit).isBetween(400L, 600L);
        assertThat(SqlToxic.of("t", SqlToxicType.STATEMENT, 0, Map.of()).actsOn(1))
                .isFalse();
        assertThat(half.actsOn(7)).isEqualTo(half.actsOn(7));
    }
}
