package dev.shardproof.scenarios.spec.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Reads the plain part of YAML 1.2: one document of mappings, lists and values. Tags, anchors and aliases are refused,
 * so a file can neither name a Java type nor grow while it is read; size and nesting are limited.
 */
public final class SafeYaml {

    /** The largest file that is read, in bytes. */
    public static final int BYTES_MAX = 1 << 20;

    /** The deepest nesting of lists and mappings that is read. */
    public static final int DEPTH_MAX = 20;

    private SafeYaml() {}

    /**
     * The tree of a file.
     *
     * @param utf8 the bytes of the file
     * @param problems receives what is wrong; duplicate keys are reported and their first value is kept
     * @return the root, or empty if the file can not be read sensibly, in which case a problem was added
     */
    public static Optional<YamlNode> parse(byte[] utf8, Problems problems) {
        if (utf8.length > BYTES_MAX) {
            problems.add(Position.WHOLE_FILE, "the file is larger than %d bytes".formatted(BYTES_MAX));
            return Optional.empty();
        }
        Optional<String> text = Utf8Text.decode(utf8, problems);
        return text.flatMap(decoded -> parse(decoded, problems));
    }

    private static Optional<YamlNode> parse(String text, Problems problems) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(BYTES_MAX + 1).build();
        try {
            return new TreeBuilder(new Parse(settings).parseString(text).iterator(), problems).build();
        } catch (MarkedYamlEngineException e) {
            Position at = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(Position.WHOLE_FILE);
            problems.add(at, "this is not valid YAML: " + explanation(e));
        } catch (YamlVersionException e) {
            problems.add(Position.WHOLE_FILE, "this is not YAML 1.2: remove the line that starts with %YAML");
        } catch (YamlEngineException e) {
            problems.add(Position.WHOLE_FILE, "this is not valid YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String explanation(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        String explained = e.getContext() == null ? problem : e.getContext() + ", " + problem;
        return problem.contains("TAB") ? explained + "; indent with spaces, a tab is not allowed there" : explained;
    }
}
