package dev.shardproof.scenarios.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.shardproof.scenarios.server.ServerAddress.PasswordPlace;
import dev.shardproof.scenarios.server.ServerAddress.TlsWish;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    @TempDir
    Path home;

    @Test
    void theEnvironmentWinsOverFilesAndTheServersOwnVariableOverTheGeneralOne() throws IOException {
        write(".pgpass", "*:*:*:*:of-pgpass\n", "rw-------");
        ServerAddress server = server(PasswordPlace.ANY);
        ServerAddress withFile = server(fileOf("of-file\n", "rw-------"));

        assertThat(find(Map.of("SHARDPROOF_PASSWORD_S0", "own", "PGPASSWORD", "general"), withFile))
                .contains("own");
        assertThat(find(Map.of("SHARDPROOF_PASSWORD_S1", "other", "PGPASSWORD", "general"), withFile))
                .contains("general");
        assertThat(find(Map.of("PGPASSWORD", ""), withFile)).contains("of-file");
        assertThat(find(Map.of(), server)).contains("of-pgpass");
    }

    @Test
    void theVariableThatThePlanNamesMustBeSet() {
        ServerAddress server = server(new PasswordPlace(Optional.of("SHOP_PASSWORD"), Optional.empty()));

        assertThat(find(Map.of("SHOP_PASSWORD", "named", "PGPASSWORD", "general"), server))
                .contains("named");
        assertThatThrownBy(() -> find(Map.of("PGPASSWORD", "general"), server))
                .hasMessageContaining("server s0: the environment variable SHOP_PASSWORD is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "r--r-----", "rwx------", "rw----r--", "rw-----w-"})
    void aPasswordFileThatOthersMayReadIsRefused(String mode) throws IOException {
        ServerAddress server = server(fileOf("hunter2", mode));

        assertThatThrownBy(() -> find(Map.of(), server))
                .hasMessageContaining("has the mode " + mode)
                .hasMessageContaining("chmod 600")
                .message()
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void aPrivatePasswordFileIsRead(String mode) throws IOException {
        assertThat(find(Map.of(), server(fileOf(" pass word \r\n", mode)))).contains(" pass word ");
    }

    @Test
    void aPasswordFileHoldsOneLine() throws IOException {
        ServerAddress two = server(fileOf("hunter2\nhunter3\n", "rw-------"));
        ServerAddress none = server(fileOf("\n", "rw-------"));

        assertThatThrownBy(() -> find(Map.of(), two))
                .hasMessageContaining("2 lines")
                .message()
                .doesNotContain("hunter");
        assertThatThrownBy(() -> find(Map.of(), none)).hasMessageContaining("no password in it");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Path folder = Files.createDirectory(home.resolve("folder"));

        assertThatThrownBy(() -> find(Map.of(), server(new PasswordPlace(Optional.empty(), Optional.of(folder)))))
                .hasMessageContaining("is not a regular file");
        assertThatThrownBy(() -> find(
                        Map.of(), server(new PasswordPlace(Optional.empty(), Optional.of(home.resolve("missing"))))))
                .hasMessageContaining("does not exist");
    }

    @Test
    void aLinkIsJudgedByTheFileItPointsTo() throws IOException {
        Path open = write("open", "hunter2", "rw-r--r--");
        Path link = Files.createSymbolicLink(home.resolve("link"), open);

        assertThatThrownBy(() -> find(Map.of(), server(new PasswordPlace(Optional.empty(), Optional.of(link)))))
                .hasMessageContaining("rw-r--r--");
    }

    @Test
    void aPasswordFileOfSomebodyElseIsRefused() throws IOException {
        Path file = write("foreign", "hunter2", "rw-------");
        assumeThat(System.getProperty("user.name")).isEqualTo("root"); // only root can give files away
        Files.setAttribute(file, "unix:uid", 12345);

        assertThatThrownBy(() -> find(Map.of(), server(new PasswordPlace(Optional.empty(), Optional.of(file)))))
                .hasMessageContaining("belongs to the user 12345");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "db0.example:5432:shop:me:right                | right",
                "*:*:*:*:right                                 | right",
                "db1.example:5432:shop:me:no\\n*:*:shop:me:right | right",
                "*:*:*:*:first\\ndb0.example:5432:shop:me:no   | first",
                "# db0.example:5432:shop:me:no\\n*:*:*:me:right | right",
                "db0.example:5433:shop:me:no                   | ",
                "db*:5432:shop:me:no                           | ",
                "*:*:*:you:no                                  | ",
                "*:*:*:me:a\\:b\\\\c                           | a:b\\c",
                "*:*:*:me:a:b                                  | a",
                "*:*:*:m\\e:right                              | right",
                "*:*:*:me                                      | ",
                "*:*:*:me:                                     | "
            })
    void pgpassIsReadAsLibpqReadsIt(String lines, String password) throws IOException {
        write(".pgpass", lines.replace("\\n", "\n"), "rw-------");

        assertThat(find(Map.of(), server(PasswordPlace.ANY))).isEqualTo(Optional.ofNullable(password));
    }

    @Test
    void colonsAndBackslashesInFieldsOfPgpassAreEscaped() throws IOException {
        write(".pgpass", "\\:\\:1:5432:sh\\\\op:m\\:e:right\n", "rw-------");
        ServerAddress server = new ServerAddress("s0", "::1", 5432, "sh\\op", "m:e", TlsWish.NONE, PasswordPlace.ANY);

        assertThat(find(Map.of(), server)).contains("right");
    }

    @Test
    void aPgpassThatOthersMayReadIsIgnoredAndThatIsSaid() throws IOException {
        write(".pgpass", "*:*:*:*:hunter2\n", "rw-r--r--");

        Credentials credentials = new Passwords(Map.of(), home).of(server(PasswordPlace.ANY));

        assertThat(credentials.reveal()).isEmpty();
        assertThat(credentials.origin())
                .contains("no password was found in SHARDPROOF_PASSWORD_S0, PGPASSWORD")
                .contains("was ignored")
                .contains("rw-r--r--")
                .doesNotContain("hunter2");
    }

    @Test
    void pgpassfileNamesAnotherFile() throws IOException {
        write(".pgpass", "*:*:*:*:no\n", "rw-------");
        Path other = write("other", "*:*:*:*:right\n", "rw-------");

        assertThat(find(Map.of("PGPASSFILE", other.toString()), server(PasswordPlace.ANY)))
                .contains("right");
    }

    @Test
    void nothingShowsThePassword() throws IOException {
        ServerAddress server = server(fileOf("hunter2", "rw-------"));
        Passwords passwords = new Passwords(Map.of(), home);
        try (ReceivedBytes received = new ReceivedBytes()) {
            Server connectable = Server.of(server, passwords, new Loopback(host -> new InetAddress[0]), received);

            assertThat(passwords.of(server).reveal()).contains("hunter2");
            assertThat(passwords.of(server) + " " + connectable + " " + connectable.connections() + " " + server)
                    .doesNotContain("hunter2");
        }
    }

    private Optional<String> find(Map<String, String> environment, ServerAddress server) {
        return new Passwords(environment, home).of(server).reveal();
    }

    private static ServerAddress server(PasswordPlace place) {
        return new ServerAddress("s0", "db0.example", 5432, "shop", "me", TlsWish.NONE, place);
    }

    private PasswordPlace fileOf(String text, String mode) throws IOException {
        return new PasswordPlace(Optional.empty(), Optional.of(write("secret" + text.length(), text, mode)));
    }

    private Path write(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(home.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
