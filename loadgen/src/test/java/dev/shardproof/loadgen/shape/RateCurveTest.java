package dev.shardproof.loadgen.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateCurveTest {

    private static final LoadShape UP_AND_DOWN = new LoadShape(
            List.of(new LoadShape.Piece(60_000_000, 100, 250.5), new LoadShape.Piece(30_000_000, 250.5, 0)), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,100|60,250.5|90,0",
                "\uFEFFtime,rate|0,100||60,250.5|90,0|",
                "\"Time\";\"Requests/s\"|\"0\";\"100\"|\"60\";\"250.5\"|\"90\";\"0\"",
                "1795400000\t100\tx|1795400060\t2.505e2\ty|1795400090\t0\tz",
                "1795400000000,100|1795400060000,250.5|1795400090000,0",
                "Time,Value|2026-11-23 10:00:00,100|2026-11-23 10:01:00,250.5|2026-11-23 10:01:30,0",
                "2026-11-23T10:00:00Z,100|2026-11-23T11:01:00+01:00,250.5|2026-11-23T10:01:30.000Z,0"
            })
    void whatMetricsSystemsExportIsUnderstood(String lines) throws Exception {
        assertThat(RateCurve.parse(List.of(lines.split("\\|")))).isEqualTo(UP_AND_DOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "0,100|60|90,0 ! line 2: found '60'; expected a time and a rate, separated by a comma",
                "0,100|60,NaN ! line 2: found 'NaN'; expected a rate per second from 0 to 1000000",
                "0,100|60,-1 ! line 2: found '-1'; expected a rate per second from 0 to 1000000",
                "0,100|60,0x1p3 ! line 2: found '0x1p3'; expected a rate",
                "t,r|0,100|noon,3 ! line 3: found 'noon'; expected a time: seconds, or a date and time such as",
                "t,r|u,v|0,100|1,2 ! line 2: found 'u'; expected a time",
                "t,r|0,100|60,2|60,3 ! line 4: its time '60' is not later than that of line 3",
                "t,r|0,100 ! the file has 1 lines with a time and a rate; two or more are needed",
                "0,0|60,0 ! every rate of the file is 0"
            })
    void whatIsWrongIsSaidWithItsLine(String lines, String message) {
        assertThatThrownBy(() -> RateCurve.parse(List.of(lines.split("\\|"))))
                .isInstanceOf(InvalidCurveException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsTooLongIsRefused() {
        assertThatThrownBy(() -> RateCurve.parse(Collections.nCopies(100_001, "")))
                .hasMessage("the file has 100001 lines, 100000 are allowed: export it with a longer interval");
    }

    @Test
    void foundTextIsSafeToShow() {
        assertThatThrownBy(() -> RateCurve.parse(List.of("0,1", "\u001b[31m" + "x".repeat(100) + ",1")))
                .hasMessageContaining("found '?[31m" + "x".repeat(35) + "…'");
    }
}
