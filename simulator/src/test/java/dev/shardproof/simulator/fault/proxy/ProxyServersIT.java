package dev.shardproof.simulator.fault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyServersIT {

    @TempDir
    Path folder;

    @Test
    void withoutARealServerTheEmbeddedOneIsStarted() {
        try (ProxyServer server = ProxyServers.start(File.pathSeparator + folder, 1)) {
            assertThat(server.description()).isEqualTo("embedded wire proxy");
            assertThat(server.processId()).isEmpty();
        }
    }

    @Test
    void realServerOnThePathIsPreferredAndEndsWithItsHandle() throws IOException {
        Files.copy(TestingBinary.require(), folder.resolve("toxiproxy-server"), StandardCopyOption.COPY_ATTRIBUTES);
        long pid;
        try (ProxyServer server = ProxyServers.start("/nowhere" + File.pathSeparator + folder, 1)) {
            assertThat(server.description()).startsWith("toxiproxy-server ");
            pid = server.processId().getAsLong();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void brokenServerOnThePathIsAnErrorThatNamesIt() throws IOException {
        Path broken = Files.writeString(folder.resolve("toxiproxy-server"), "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> ProxyServers.start(folder.toString(), 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(broken.toString())
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("take it off the PATH");
    }
}
