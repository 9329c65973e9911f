package synth.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Parses a resource, writes it again and compares: the order of members is free, all else must be there as it was. */
final class RoundTrip {
    private static final int SHOWN = 5;

    private final IParser parser;
    private final ObjectMapper json = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    RoundTrip(FhirContext context) {
        parser = context.newJsonParser();
        parser.setParserErrorHandler(new StrictErrorHandler());
        parser.setStripVersionsFromReferences(false);
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    }

    /** What is not as it was, each with its path; nothing if all is. */
    List<String> lost(String text) {
        List<String> found = new ArrayList<>();
        try {
            JsonNode before = json.readTree(text);
            JsonNode after = json.readTree(parser.encodeResourceToString(parser.parseResource(text)));
            compare(before.path("resourceType").asText(), before, after, found);
        } catch (DataFormatException | JsonProcessingException | IllegalArgumentException error) {
            found.add("resource: cannot be parsed: " + String.valueOf(error.getMessage()).replace('\n', ' '));
        }
        return found;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> found) {
        if (found.size() >= SHOWN) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> members = before.fields();
            while (members.hasNext()) {
                Map.Entry<String, JsonNode> member = members.next();
                compare(path + "." + member.getKey(), member.getValue(), after.path(member.getKey()), found);
            }
            after.fieldNames().forEachRemaining(name -> {
                if (!before.has(name)) {
                    found.add(path + "." + name + ": was not there before");
                }
            });
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.get(i), after.get(i), found);
            }
        } else if (!before.toString().equals(after.toString())) {
            found.add(path + ": " + shortened(before) + " became " + shortened(after));
        }
    }

    private static String shortened(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
