package dev.shardproof.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.report.ServerReport.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void theSameVerificationHasTheSame() {
        assertThat(of(server("7"), rules("note")).differing(of(server("7"), rules("note"))))
                .isEmpty();
    }

    @Test
    void theOrderOfUnorderedThingsMeansNothing() {
        // Set.of has another order in every process, so a text of it must not be part of a fingerprint.
        assertThat(of(server("7"), rules("note")).parts().get("tables of the plan"))
                .contains("{public.a=t.a {x=y} [b, c, note, z], public.b= {} []}");
    }

    @Test
    void anotherServerOrRuleIsNamed() {
        assertThat(of(server("7"), rules("note")).differing(of(server("8"), rules("note"))))
                .containsExactly("server s0");
        assertThat(of(server("7"), rules("note")).differing(of(server("7"), rules("remark"))))
                .containsExactly("tables of the plan");
    }

    private static Fingerprint of(ServerReport server, TableRules rules) {
        VerificationPlan plan = new VerificationPlan(
                rules,
                VerificationPlan.DEFAULT.topology(),
                VerificationPlan.DEFAULT.checks(),
                VerificationPlan.DEFAULT.compare(),
                VerificationPlan.DEFAULT.sample(),
                VerificationPlan.DEFAULT.live(),
                VerificationPlan.DEFAULT.manners(),
                1,
                false,
                false,
                false);
        return Fingerprint.of(plan, List.of(server), Map.of(), "4096 by key hash");
    }

    private static TableRules rules(String ignored) {
        Map<String, TableRules.Mapping> mappings = new HashMap<>();
        mappings.put("public.b", new TableRules.Mapping("", Map.of(), Set.of()));
        mappings.put("public.a", new TableRules.Mapping("t.a", Map.of("x", "y"), Set.of("z", "b", ignored, "c")));
        return new TableRules(List.of(), List.of(), List.of(), Map.of(), mappings);
    }

    private static ServerReport server(String system) {
        return new ServerReport("s0", Role.SOURCE, "db0:5432/shop", "18.6", system, false, "judge", "", "none");
    }
}
