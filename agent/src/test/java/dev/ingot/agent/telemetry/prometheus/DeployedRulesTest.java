package dev.ingot.agent.telemetry.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.telemetry.prometheus.DeployedRules.Expression;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dashboard as Grafana wants it, and alerts that tell what to do. What they ask for is shown by {@link PrometheusIT}. */
class DeployedRulesTest {
    private static final int GRAFANAS_COLUMNS = 24;
    private static final Rectangle GRID = new Rectangle(0, 0, GRAFANAS_COLUMNS, 1000);

    @Test
    void panelsHaveUniqueIdsAndDoNotOverlap() throws IOException {
        Set<Integer> ids = new HashSet<>();
        List<Rectangle> places = new ArrayList<>();
        for (JsonNode panel : DeployedRules.dashboard().path("panels")) {
            String title = panel.path("title").asText();
            assertTrue(ids.add(panel.path("id").asInt()), title);
            JsonNode at = panel.path("gridPos");
            Rectangle place =
                new Rectangle(at.path("x").asInt(), at.path("y").asInt(), at.path("w").asInt(), at.path("h").asInt());
            assertTrue(GRID.contains(place) && places.stream().noneMatch(place::intersects), title);
            places.add(place);
        }
    }

    @Test
    void everyPanelUsesTheDatasourceVariable() throws IOException {
        assertEquals("datasource", DeployedRules.dashboard().at("/templating/list/0/name").asText());
        for (JsonNode panel : DeployedRules.dashboard().path("panels")) {
            String title = panel.path("title").asText();
            assertFalse(panel.path("targets").isEmpty(), title);
            assertEquals("${datasource}", panel.at("/datasource/uid").asText(), title);
            Set<String> names = new HashSet<>();
            for (JsonNode target : panel.path("targets")) {
                assertEquals("${datasource}", target.at("/datasource/uid").asText(), title);
                assertTrue(names.add(target.path("refId").asText()), title);
                assertFalse(target.path("expr").asText().isBlank(), title);
            }
        }
    }

    @Test
    void onePanelShowsTheFiveDelaysOfTheStudy() throws IOException {
        assertEquals(List.of("sending", "waiting", "booting", "grading", "response"), DeployedRules.queries().stream()
            .filter(query -> query.where().equals("Where a student waits (means)")).map(Expression::text).toList());
    }

    @Test
    void everyAlertIsDocumentedUnderItsName() throws IOException {
        String page = Files.readString(Path.of("../docs/troubleshoot.md"));
        for (Expression alert : DeployedRules.alerts()) {
            assertTrue(page.contains("| `" + alert.where() + "` |"), alert.where());
        }
    }
}
