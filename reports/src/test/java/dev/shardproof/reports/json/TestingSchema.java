package dev.shardproof.reports.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A published JSON Schema, as an independent validator reads it. */
public final class TestingSchema {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final String text;
    private final Schema schema;

    /** @param resource its class-path resource */
    public TestingSchema(String resource) {
        try (InputStream in = TestingSchema.class.getResourceAsStream(resource)) {
            this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(resource, e);
        }
        this.schema = REGISTRY.getSchema(text, InputFormat.JSON);
    }

    public String text() {
        return text;
    }

    /** What is wrong with a document. */
    public List<Error> errors(String json) {
        return schema.validate(
                json,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    /** What is wrong with the schema itself. */
    public List<Error> ownErrors() {
        Schema meta =
                REGISTRY.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));
        return meta.validate(text, InputFormat.JSON);
    }
}
