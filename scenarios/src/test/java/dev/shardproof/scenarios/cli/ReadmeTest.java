package dev.shardproof.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.verification.PlanReader;
import dev.shardproof.scenarios.verification.VerificationSpec;
import dev.shardproof.verifier.plan.CheckName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README says of verify is what the command understands and does. */
class ReadmeTest {

    @Test
    void theVerifyCommandIsAPlan() throws IOException {
        String command = block("./shardproof verify \\\\\n(.*?)```").replace("\\\n", " ");
        VerifyFlags flags = new VerifyFlags();
        CommandLine.populateCommand(flags, command.strip().split("\\s+"));

        VerificationSpec spec = PlanReader.read(flags.flags());

        assertThat(spec.targets()).hasSize(2);
        assertThat(spec.plan().selfTest()).isTrue();
        List<String> shown = Arrays.stream(block("```\nConnecting(.*?)```").split("\n"))
                .filter(line -> line.startsWith("✔ ") && line.contains("  PASS "))
                .map(line -> line.split(" +")[1])
                .toList();
        assertThat(shown)
                .isEqualTo(Arrays.stream(CheckName.values())
                        .filter(spec.plan().checks()::contains)
                        .map(CheckName::label)
                        .toList());
    }

    private static String block(String regex) throws IOException {
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(Files.readString(Path.of("../README.md")));
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }
}
