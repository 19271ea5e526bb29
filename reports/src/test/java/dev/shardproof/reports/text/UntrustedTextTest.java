package dev.shardproof.reports.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UntrustedTextTest {

    @Test
    void controlCharactersBecomeTheirPictures() {
        assertThat(UntrustedText.oneLine("a\u001B[31mb\u0000\u007F")).isEqualTo("a␛[31mb␀␡");
    }

    @Test
    void lineEndsBecomeVisibleOnOneLineAndStayInLines() {
        assertThat(UntrustedText.oneLine("a\nb\tc")).isEqualTo("a↵ b␉c");
        assertThat(UntrustedText.lines("a\r\nb\tc\u001B")).isEqualTo("a\nb\tc␛");
    }

    @Test
    void whatTurnsOrHidesTextIsNamed() {
        assertThat(UntrustedText.oneLine("a\u202Eb\u200Bc\u2028d\u009Be"))
                .isEqualTo("a⟨U+202E⟩b⟨U+200B⟩c⟨U+2028⟩d⟨U+009B⟩e");
    }

    @Test
    void brokenCharactersAreReplacedAndWholeOnesStay() {
        assertThat(UntrustedText.oneLine("\uD800x\uFFFE Zoë 東京 😀")).isEqualTo("\uFFFDx\uFFFD Zoë 東京 😀");
    }

    @Test
    void htmlHasNoMarkupAndEndsNoAttribute() {
        assertThat(UntrustedText.html("<a href=\"x\" y='z'>&`")).doesNotContain("<", ">", "\"", "'", "`");
        assertThat(UntrustedText.html("a & b")).isEqualTo("a &amp; b");
    }

    @Test
    void shortenedCutsBetweenCharacters() {
        assertThat(UntrustedText.shortened("😀😀😀", 2)).isEqualTo("😀…");
        assertThat(UntrustedText.shortened("abc", 3)).isEqualTo("abc");
    }
}
