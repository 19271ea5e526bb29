package dev.shardproof.verifier.dialect.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresSpellingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            (now() AT TIME ZONE 'utc'::text)                       | timezone('utc'::text, now())
            ((at AT TIME ZONE 'UTC'::text))::date                  | (timezone('UTC'::text, at))::date
            ((at AT TIME ZONE a) > (b AT TIME ZONE lower(c)))      | (timezone(a, at) > timezone(lower(c), b))
            ((at AT TIME ZONE 'a'::text) AT TIME ZONE 'b'::text)   | timezone('b'::text, timezone('a'::text, at))
            (at > 3)                                               | (at > 3)
            at AT TIME ZONE 'x'                                    | at AT TIME ZONE 'x'
            """)
    void timeZoneIsWrittenAsACall(String newer, String older) {
        assertThat(PostgresSpelling.timeZonesAsCalls(newer)).isEqualTo(older);
        assertThat(PostgresSpelling.timeZonesAsCalls(older)).isEqualTo(older);
    }
}
