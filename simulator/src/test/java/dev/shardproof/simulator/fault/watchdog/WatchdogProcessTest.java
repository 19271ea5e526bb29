package dev.shardproof.simulator.fault.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogProcessTest {

    @Test
    void aLineThatIsNoneOfItsOwnMakesNobodyDeaf() throws Exception {
        String said = """
                OpenJDK 64-Bit Server VM warning: Option UseSerialGC is not what you want
                [0.004s][warning][os] something
                {"healed":"not a number"}
                17
                {"healed":7,"fault":"slow","reason":"NO_SUCH_REASON","problems":[]}
                {"ready":"run"}
                {"healed":7,"fault":"slow","reason":"EXPIRED","problems":[]}
                """;
        List<String> told = new ArrayList<>();
        CountDownLatch heard = new CountDownLatch(1);

        WatchdogProcess watchdog = new WatchdogProcess(new Saying(said), Path.of("log"), (lease, fault) -> {
            told.add(lease + " " + fault);
            heard.countDown();
        });

        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        watchdog.awaitReady(Duration.ofSeconds(30));
        assertThat(told).containsExactly("7 slow (expired)");
    }

    @Test
    void whatTheJvmHasToSayDoesNotGoWhereTheWatchdogReports() throws Exception {
        List<String> words = WatchdogCommand.words(Path.of("state"), "run");
        List<String> flags = words.subList(words.indexOf("watchdog") + 1, words.indexOf("-cp")); // java and its flags
        List<String> command = new ArrayList<>(flags);
        command.add("-XX:+UseLargePages"); // where there are none, the JVM warns and goes on
        command.add("-version");
        Process java = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(java.waitFor()).isZero();
    }

    /** A process that lives, and has said that. */
    private static final class Saying extends Process {
        private final byte[] said;

        Saying(String said) {
            this.said = said.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(said);
        }

        @Override
        public InputStream getErrorStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public int exitValue() {
            throw new IllegalThreadStateException();
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void destroy() {}
    }
}
