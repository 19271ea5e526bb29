package dev.shardproof.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.reports.run.RunReport;
import dev.shardproof.reports.run.TestingReports;
import dev.shardproof.reports.text.UntrustedText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {

    private static final List<String> HOSTILE = TestingReports.HOSTILE;
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][a-zA-Z0-9]*)");
    private static final Pattern CODE = Pattern.compile(
            "<(style|script)( type=\"application/json\" id=\"chart-data\")?>(.*?)</\\1>", Pattern.DOTALL);

    @Test
    void thePolicyAllowsExactlyTheStyleAndScriptsOfThePage() throws Exception {
        String page = HtmlReport.render(TestingReports.passing());
        String policy = find("Content-Security-Policy\" content=\"([^\"]*)\"", page);

        List<String> hashes = new ArrayList<>();
        for (MatchResult code : CODE.matcher(page).results().toList()) {
            if (code.group(2) == null) {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(code.group(3).getBytes(StandardCharsets.UTF_8));
                hashes.add("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
            }
        }
        assertThat(hashes).hasSize(3);
        assertThat(policy)
                .isEqualTo("default-src 'none'; style-src %s; script-src %s %s; base-uri 'none'; form-action 'none'"
                        .formatted(hashes.get(0), hashes.get(1), hashes.get(2)));
    }

    @Test
    void thePageAsksNoServerForAnything() {
        String page = withoutCode(HtmlReport.render(TestingReports.failing()));

        assertThat(page).doesNotContain("http:", "https:", "src=", "<link", "@import", "url(", " style=", " onclick");
        assertThat(Pattern.compile("href=\"(?!\\./)").matcher(page).find()).isFalse();
    }

    @Test
    void theVerdictStandsBeforeEverythingElse() {
        String page = withoutCode(HtmlReport.render(TestingReports.failing()));

        assertThat(page).contains("<div class=\"verdict fail\">", "✘ FAIL", "rowCount: 23 rows are missing");
        assertThat(page.indexOf("✘ FAIL")).isLessThan(page.indexOf("<section"));
    }

    @Test
    void evidenceIsInTheTablesWithoutAnyScript() {
        String page = withoutCode(HtmlReport.render(TestingReports.failing()));

        assertThat(page)
                .contains("order_id=88412, line=1")
                .contains("… and 3 more")
                .contains("8f1c90e2a77b41d0")
                .contains("<td class=\"n\">231\u00A0ms</td>")
                .contains("<b>203 ms</b>")
                .contains("212\u00A0ms")
                .contains("-3074457345618258603")
                .contains("dropRow")
                .contains("PostgreSQL 18.6")
                .contains("./shardproof run split-2-to-3-slow-target --seed 42")
                .contains("not the interleaving of threads")
                .contains("Limits: ")
                .contains("href=\"./gatling/index.html\"")
                .contains("<rect class=\"bar p99\"");
    }

    @Test
    void theChartGetsItsBandsInSecondsOfTheRun() {
        JsonNode data = chartData(HtmlReport.render(TestingReports.passing()));

        assertThat(data.at("/phases/1/name").asString()).isEqualTo("copying");
        assertThat(data.at("/phases/1/from").asDouble()).isEqualTo(17.2);
        assertThat(data.at("/faults/0/name").asString()).isEqualTo("slowShard s2");
        assertThat(data.at("/faults/0/to").asDouble()).isEqualTo(54.9);
        assertThat(data.get("seconds").size()).isEqualTo(data.get("p99").size()).isEqualTo(102);
    }

    @Test
    void aSecondWithoutOperationsIsAGapInTheChart() {
        JsonNode data = chartData(HtmlReport.render(TestingReports.with("x")));

        assertThat(data.at("/p99/1").isNull()).isTrue();
    }

    @Test
    void aRunThatEndedEarlyHasAPageWithoutCharts() {
        String page = HtmlReport.render(TestingReports.endedEarly());

        assertThat(page).contains("? INCONCLUSIVE", "interrupted", "It never started.", "No check ran.");
        assertThat(page).doesNotContain("uPlot=");
    }

    @ParameterizedTest
    @FieldSource("HOSTILE")
    void hostileTextIsShownAndHasNoEffect(String text) {
        String hostile = HtmlReport.render(TestingReports.with(text));
        String harmless = HtmlReport.render(TestingReports.with("harmless"));

        assertThat(tags(hostile)).isEqualTo(tags(harmless));
        assertThat(hostile).contains(UntrustedText.html(text));
        assertThat(hostile).doesNotContain("\u001B", "\u0000", "\u202E", "\u200B");
        assertThat(chartData(hostile).at("/phases/0/name").asString())
                .isEqualTo(UntrustedText.oneLine(UntrustedText.shortened(text, 40)));
    }

    private static JsonNode chartData(String page) {
        return JsonMapper.shared().readTree(find("id=\"chart-data\">(.*?)</script>", page));
    }

    private static List<String> tags(String page) {
        return TAG.matcher(page).results().map(MatchResult::group).toList();
    }

    private static String withoutCode(String page) {
        return CODE.matcher(page).replaceAll("");
    }

    private static String find(String pattern, String page) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** Reports of all kinds render: a missing part must not break the page. */
    @Test
    void everyKindOfReportRenders() {
        for (RunReport report : List.of(
                TestingReports.passing(),
                TestingReports.failing(),
                TestingReports.inconclusive(),
                TestingReports.endedEarly())) {
            assertThat(HtmlReport.render(report)).endsWith("</html>\n");
        }
    }
}
