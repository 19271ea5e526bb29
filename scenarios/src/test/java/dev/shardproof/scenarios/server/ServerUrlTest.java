package dev.shardproof.scenarios.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {

    @Test
    void aUrlNamesUserHostPortAndDatabase() {
        ServerAddress address = ServerUrl.parse("s0", "postgres://m%3Ae@db.example:6432/shop%2Fone?sslmode=require");

        assertThat(address.user()).isEqualTo("m:e");
        assertThat(address.host()).isEqualTo("db.example");
        assertThat(address.port()).isEqualTo(6432);
        assertThat(address.database()).isEqualTo("shop/one");
        assertThat(address.tls().mode()).contains(TlsMode.REQUIRE);
    }

    @Test
    void thePortIsThatOfPostgresUnlessItIsNamed() {
        assertThat(ServerUrl.parse("s0", "postgresql://me@[::1]/d").port()).isEqualTo(5432);
        assertThat(ServerUrl.parse("s0", "postgresql://me@[::1]:5433/d").location())
                .isEqualTo("[::1]:5433/d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:hunter2@h/d",
                "postgresql://me:hunter2@h",
                "postgresql://:hunter2@h/d",
                "postgresql://me:hun@ter2hunter2@h/d",
                "postgresql://me:hunter2?@h/d",
                "postgresql://me:hunter2/@h/d",
                "postgresql://me:hunter2#@h/d",
                "postgresql://me@h/d?password=hunter2",
                "postgresql://me@h/d?sslmode=require&password=hunter2",
                "postgresql://me@h/d?passfile=hunter2",
                "postgresql://me@h/d?sslpassword=hunter2",
                "postgresql://me@h/d?pasword=hunter2",
                "postgresql://me:hunter2",
                "postgresql://me@h:hunter2/d",
                "postgresql://me@h/d?sslmode=hunter2",
                "postgresql://me@h,hunter2/d",
                "postgresql://me%hunter2@h/d",
                "postgresql://me@hunter2 hunter2/d",
                "postgresql:me:hunter2@h/d",
                "jdbc:postgresql://h/d?user=me&password=hunter2"
            })
    void whatMayHoldAPasswordIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> ServerUrl.parse("s0", url))
                .isInstanceOf(InvalidServerException.class)
                .message()
                .isNotBlank()
                .doesNotContain("hunter2");
    }

    @Test
    void aPasswordIsToldWhereItBelongs() {
        assertThatThrownBy(() -> ServerUrl.parse("s0", "postgresql://me:hunter2@h/d"))
                .hasMessageContaining("SHARDPROOF_PASSWORD_<NAME>")
                .hasMessageContaining("PGPASSWORD")
                .hasMessageContaining("mode 0600")
                .hasMessageContaining("~/.pgpass");
    }
}
