package synth.conformance;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/** The profiles, value sets and code systems of local packages; the first to define an address keeps it. */
final class Definitions {
    private static final List<String> KINDS = List.of("StructureDefinition-", "ValueSet-", "CodeSystem-");

    private final FhirContext context;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Questionnaire> questionnaires = new HashMap<>();
    final PrePopulatedValidationSupport support;

    Definitions(FhirContext context) {
        this.context = context;
        this.support = new PrePopulatedValidationSupport(context) {
            @Override
            public <T extends IBaseResource> T fetchResource(Class<T> kind, String address) {
                Questionnaire asked = questionnaires.get(address == null ? "" : address.replaceAll("\\|.*", ""));
                return kind != null && kind.isInstance(asked) ? kind.cast(asked) : super.fetchResource(kind, address);
            }
        };
    }

    /** Adds the definitions of a package (a .tgz of JSON resources). */
    void addPackage(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                TarArchiveInputStream archive = new TarArchiveInputStream(new GZIPInputStream(bytes))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.endsWith(".json") && KINDS.stream().anyMatch(name::startsWith)) {
                    String text = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
                    add((MetadataResource) context.newJsonParser().parseResource(text));
                }
            }
        }
    }

    /** Adds the complete value sets of a .json.gz file: {address: {complete, codes: [{system, code, display}]}}. */
    void addExpansions(Path file) throws IOException {
        try (InputStream bytes = new GZIPInputStream(Files.newInputStream(file))) {
            JsonNode all = new ObjectMapper().readTree(bytes);
            all.fields().forEachRemaining(field -> {
                if (field.getValue().path("complete").asBoolean()) {
                    ValueSet listed = new ValueSet();
                    listed.setUrl(field.getKey());
                    for (JsonNode code : field.getValue().path("codes")) {
                        listed.getExpansion().addContains()
                                .setSystem(code.path("system").asText())
                                .setCode(code.path("code").asText())
                                .setDisplay(code.path("display").asText(null));
                    }
                    add(listed);
                }
            });
        }
    }

    /** Adds the Questionnaires of a file, one a line. */
    void addQuestionnaires(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            Questionnaire read = (Questionnaire) context.newJsonParser().parseResource(line);
            questionnaires.put(read.getUrl(), read);
        }
    }

    private void add(MetadataResource definition) {
        if (definition instanceof ValueSet set && set.hasExpansion()) {
            enumerate(set);
        }
        if (!seen.add(definition.fhirType() + " " + definition.getUrl())) {
            return;
        }
        if (definition instanceof StructureDefinition) {
            support.addStructureDefinition(definition);
        } else if (definition instanceof ValueSet) {
            support.addValueSet(definition);
        } else if (definition instanceof CodeSystem) {
            support.addCodeSystem(definition);
        }
    }

    /** Turns a complete expansion into a list of codes: the in-memory terminology reads no expansions. */
    private static void enumerate(ValueSet set) {
        Map<String, ValueSet.ConceptSetComponent> systems = new HashMap<>();
        ValueSet.ValueSetComposeComponent compose = new ValueSet.ValueSetComposeComponent();
        int listed = list(set.getExpansion().getContains(), systems, compose);
        if (listed > 0 && (!set.getExpansion().hasTotal() || set.getExpansion().getTotal() <= listed)) {
            set.setCompose(compose);
        }
        set.setExpansion(null);
    }

    private static int list(
            List<ValueSet.ValueSetExpansionContainsComponent> codes,
            Map<String, ValueSet.ConceptSetComponent> systems,
            ValueSet.ValueSetComposeComponent compose) {
        int listed = 0;
        for (ValueSet.ValueSetExpansionContainsComponent code : codes) {
            if (code.hasCode() && !code.getAbstract()) {
                systems.computeIfAbsent(code.getSystem(), system -> compose.addInclude().setSystem(system))
                        .addConcept().setCode(code.getCode()).setDisplay(code.getDisplay());
            }
            listed += 1 + list(code.getContains(), systems, compose);
        }
        return listed;
    }
}
