package dev.shardproof.reports.format;

import dev.shardproof.reports.text.UntrustedText;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Renders a template to one self-contained page. The page asks no server for anything: its style and its scripts stand
 * in it, and its content security policy allows exactly those, by hash.
 *
 * <p>Every value that a template prints goes through {@link UntrustedText#html}, which replaces Pebble's own escaping;
 * {@code raw} is for what the program itself has made. Thread-safe.
 */
public final class HtmlPage {

    private static final String FOLDER = "dev/shardproof/reports/";
    private static final PebbleEngine ENGINE = engine();

    private HtmlPage() {}

    /** The style sheet that all pages share. */
    public static String style() {
        return resource(FOLDER + "format/page.css");
    }

    /**
     * Renders.
     *
     * @param template its path below the package {@code dev.shardproof.reports}, without {@code .peb}
     * @param style the style sheet; the template gets it as {@code style}, and the policy as {@code policy}
     * @param scripts what the page may run
     * @param context the template's other values
     */
    public static String render(String template, String style, List<String> scripts, Map<String, Object> context) {
        Map<String, Object> values = new HashMap<>(context);
        values.put("style", style);
        values.put("policy", policy(style, scripts));
        try {
            StringWriter out = new StringWriter();
            ENGINE.getTemplate(template).evaluate(out, values, Locale.ROOT);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("the page %s can not be rendered".formatted(template), e);
        }
    }

    /** The text of a class-path resource that belongs to a page. */
    public static String resource(String path) {
        try (InputStream in = Optional.ofNullable(
                        HtmlPage.class.getClassLoader().getResourceAsStream(path))
                .orElseThrow(() -> new IllegalStateException("resource %s is missing".formatted(path)))) {
            // Browsers turn CR LF into LF before they hash.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("resource %s can not be read".formatted(path), e);
        }
    }

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(HtmlPage.class.getClassLoader());
        loader.setPrefix(FOLDER);
        loader.setSuffix(".peb");
        loader.setCharset(StandardCharsets.UTF_8.name());
        return new PebbleEngine.Builder()
                .loader(loader)
                .strictVariables(true)
                .addEscapingStrategy("untrusted", UntrustedText::html)
                .defaultEscapingStrategy("untrusted")
                .extension(new FigureFilters())
                .build();
    }

    private static String policy(String style, List<String> scripts) {
        StringBuilder policy = new StringBuilder("default-src 'none'; style-src ").append(hash(style));
        if (!scripts.isEmpty()) {
            policy.append("; script-src");
            scripts.forEach(script -> policy.append(' ').append(hash(script)));
        }
        return policy.append("; base-uri 'none'; form-action 'none'").toString();
    }

    /** The hash source of the content between the tags, byte by byte as it stands in the page. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
