package dev.shardproof.reports.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.reports.text.UntrustedText;
import dev.shardproof.verifier.report.VerificationReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class VerificationHtmlTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][a-zA-Z0-9]*)");
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    @Test
    void thePolicyAllowsThePagesStyleAndNothingElse() throws Exception {
        String page = page(TestingVerifications.failing());
        Matcher style = STYLE.matcher(page);
        assertThat(style.find()).isTrue();
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(style.group(1).getBytes(StandardCharsets.UTF_8));

        assertThat(page)
                .contains(
                        "Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\""
                                .formatted(Base64.getEncoder().encodeToString(digest)));
        assertThat(withoutStyle(page))
                .doesNotContain("<script", "http:", "https:", "src=", "href=", "<link", "@import", "url(", " style=");
    }

    @Test
    void theVerdictAndItsReasonStandBeforeEverythingElse() {
        String page = withoutStyle(page(TestingVerifications.failing()));

        assertThat(page)
                .contains("<title>FAIL: shop-split</title>", "<div class=\"verdict fail\">", "✘ FAIL")
                .contains("<div class=\"headline\">fullChecksum found 13 rows that differ in public.orders;"
                        + " rowCount and coverage failed too</div>");
        assertThat(page.indexOf("✘ FAIL")).isLessThan(page.indexOf("<section"));
        assertThat(page.indexOf("<td>fullChecksum</td>")).isLessThan(page.indexOf("<td>schema</td>"));
    }

    @Test
    void theEvidenceIsThereToTheDigit() {
        assertThat(withoutStyle(page(TestingVerifications.failing())))
                .contains("order_id=1207733", "columns total, updated_at")
                .contains("<td class=\"n\">1,500,000</td><td class=\"n\">1,499,999</td>")
                .contains("<span class=\"tag fail\">−1</span>")
                .contains("public.order_lines → sales.order_lines")
                .contains("not compared: search_vector")
                .contains("its text was compared")
                .contains("no privilege on column iban")
                .contains("<li><code>audit.log (target shop0, shop1)</code></li>")
                .contains("source, standby", "db0.example:5432/shop", "TLSv1.3, verify-full", "none (loopback)")
                .contains("<span class=\"tag inconclusive\">could write</span>: it may UPDATE public.orders")
                .contains("10,600,000 in 8.30\u00A0s, 1,277,108 rows/s", "54.2\u00A0MB", "1.20\u00A0s", "9.05\u00A0s")
                .contains("Limits: Compares what the rows hold")
                .contains("keyed hashes");
    }

    @Test
    void theSelfTestSaysInWordsWhatItsFiguresMean() {
        assertThat(page(TestingVerifications.failing())).contains("It missed: trailingSpace.");
        assertThat(page(TestingVerifications.failing()))
                .contains("Nothing was planted for it: its power is not proven.");
        assertThat(page(TestingVerifications.blind())).contains("Blind: it saw nothing of what it claims to see");
        assertThat(page(TestingVerifications.untested())).contains("no server could be started");
        assertThat(page(TestingVerifications.unproven())).contains("No self-test was made.");
    }

    @Test
    void thePassOfABlindCheckDoesNotCount() {
        assertThat(page(TestingVerifications.blind()))
                .contains("Blind in the self-test: this verdict is worth nothing.")
                .contains("<b>3 of 4</b><span>checks passed</span>")
                .contains("<b>0 of 4</b><span>tables passed</span>");
    }

    @Test
    void figuresThatWereNotMeasuredAreNotZero() {
        assertThat(page(TestingVerifications.nothing())).contains("<dt>Received</dt><dd>not measured</dd>");
        assertThat(page(TestingVerifications.partly())).contains("<td class=\"n\">–</td><td class=\"n\">–</td>");
    }

    /** Reports of all kinds render: a missing part must not break the page. */
    @Test
    void everyKindOfReportRenders() {
        for (VerificationReport report : List.of(
                TestingVerifications.passing(),
                TestingVerifications.unproven(),
                TestingVerifications.failing(),
                TestingVerifications.blind(),
                TestingVerifications.untested(),
                TestingVerifications.partly(),
                TestingVerifications.cutOff(),
                TestingVerifications.unlooked(),
                TestingVerifications.nothing())) {
            assertThat(page(report)).endsWith("</html>\n").contains("<dt>Shardproof</dt><dd>0.1.0</dd>");
        }
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsShownAndHasNoEffect(String text) {
        String hostile =
                VerificationHtml.render(VerificationDocument.of(TestingVerifications.with(text), text, text, text));
        String harmless = page(TestingVerifications.with("harmless"));

        assertThat(tags(hostile)).isEqualTo(tags(harmless));
        assertThat(hostile).contains(UntrustedText.html(text));
        assertThat(hostile).doesNotContain("\u001B", "\u0000", "\u202E", "\u200B");
    }

    private static String page(VerificationReport report) {
        return VerificationHtml.render(TestingVerifications.document(report));
    }

    private static List<String> tags(String page) {
        return TAG.matcher(page).results().map(MatchResult::group).toList();
    }

    private static String withoutStyle(String page) {
        return STYLE.matcher(page).replaceAll("");
    }
}
