package dev.shardproof.scenarios.spec.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Decodes strictly: the parser's own decoder would replace bad bytes silently. */
final class Utf8Text {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8Text() {}

    /** The text without a byte order mark, or empty after a problem was added. */
    static Optional<String> decode(byte[] utf8, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        CharBuffer chars = CharBuffer.allocate(utf8.length);
        CoderResult result = decoder.decode(bytes, chars, true);
        chars.flip();
        String text = chars.toString();
        if (text.indexOf(BYTE_ORDER_MARK) == 0) {
            text = text.substring(1);
        }
        if (result.isError()) {
            problems.add(
                    endOf(text),
                    "the byte 0x%02x is not UTF-8: save the file as UTF-8".formatted(utf8[bytes.position()] & 0xff));
            return Optional.empty();
        }
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!StreamReader.isPrintable(c)) {
                problems.add(
                        endOf(text.substring(0, at)),
                        "the character U+%04X is not allowed in YAML: write it as an escape in double quotes"
                                .formatted(c));
                return Optional.empty();
            }
            at += Character.charCount(c);
        }
        return Optional.of(text);
    }

    private static Position endOf(String text) {
        int lastBreak = text.lastIndexOf('\n');
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        return new Position(line, 1 + text.codePointCount(lastBreak + 1, text.length()));
    }
}
