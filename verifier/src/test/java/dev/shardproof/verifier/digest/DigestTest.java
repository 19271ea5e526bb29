package dev.shardproof.verifier.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "-18446744073709551617",
                "170141183460469231731687303715884105727",
                "-91234567890123456789012345678"
            })
    void aSumOfAnyLengthIsTakenModulo64Bits(String digits) {
        assertThat(Digest.modulo64(digits)).isEqualTo(new BigInteger(digits).longValue());
    }
}
