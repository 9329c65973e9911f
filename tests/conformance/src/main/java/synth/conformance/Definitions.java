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
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.dstu3.model.ElementDefinition;
import org.hl7.fhir.dstu3.model.StructureDefinition;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.ValueSet;

/** The profiles, value sets and code systems of local packages; the first to define an address keeps it. */
final class Definitions {
    private static final List<String> KINDS = List.of("StructureDefinition-", "ValueSet-", "CodeSystem-");

    private static final Pattern ZONE = Pattern.compile("(T\\d\\d:\\d\\d:[\\d.]+[+-]\\d\\d)(\\d\\d)(?=\")");

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

    /** Adds the definitions of a package (a .tgz of JSON resources), with the zones of their times as FHIR has them. */
    void addPackage(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                TarArchiveInputStream archive = new TarArchiveInputStream(new GZIPInputStream(bytes))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.endsWith(".json") && KINDS.stream().anyMatch(name::startsWith)) {
                    String text = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
                    add(context.newJsonParser().parseResource(ZONE.matcher(text).replaceAll("$1:$2")));
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

    private void add(IBaseResource definition) {
        if (definition instanceof ValueSet set && set.hasExpansion()) {
            enumerate(set);
        }
        if (definition instanceof StructureDefinition profile) {
            mend(profile);
        }
        if (definition instanceof org.hl7.fhir.dstu3.model.ValueSet set && selectsFromSnomed(set)) {
            return;
        }
        String kind = context.getResourceType(definition);
        String address = context.newTerser().getSinglePrimitiveValueOrNull(definition, "url");
        if (!seen.add(kind + " " + address)) {
            return;
        }
        switch (kind) {
            case "StructureDefinition" -> support.addStructureDefinition(definition);
            case "ValueSet" -> support.addValueSet(definition);
            case "CodeSystem" -> support.addCodeSystem(definition);
            default -> { }
        }
    }

    /**
     * Whether a value set is told by an expression over SNOMED CT, which is not here to be asked. The in-memory terminology
     * would find no code in it; without it the validator says that it does not know.
     */
    private static boolean selectsFromSnomed(org.hl7.fhir.dstu3.model.ValueSet set) {
        return set.getCompose().getInclude().stream()
                .anyMatch(part -> part.getSystem().equals("http://snomed.info/sct") && part.hasFilter());
    }

    /**
     * Makes a profile of STU3 one that can be evaluated. CareConnect was published with snapshots in which slices have
     * fallen together, so that the codes of an organisation and of a site exclude each other: such a snapshot is made
     * again. And it tells codings apart by their code where each slice fixes the system alone: they are told by that.
     */
    private static void mend(StructureDefinition profile) {
        Set<String> there = new HashSet<>();
        Set<String> fixed = new HashSet<>();
        profile.getSnapshot().getElement().forEach(element -> there.add(element.getId()));
        List<ElementDefinition> told = profile.getDifferential().getElement();
        told.stream().filter(ElementDefinition::hasFixed).forEach(element -> fixed.add(element.getId()));
        for (ElementDefinition sliced : told) {
            for (ElementDefinition.ElementDefinitionSlicingDiscriminatorComponent by : sliced.getSlicing().getDiscriminator()) {
                if ("code".equals(by.getPath()) && isFixed(fixed, sliced, "system") && !isFixed(fixed, sliced, "code")) {
                    by.setPath("system");
                }
            }
        }
        if (told.stream().anyMatch(element -> !there.contains(element.getId()))) {
            profile.setSnapshot(null);
        }
    }

    /** Whether a slice of an element fixes its member of a name. */
    private static boolean isFixed(Set<String> fixed, ElementDefinition sliced, String member) {
        String slice = Pattern.quote(sliced.getId()) + ":[^.]+\\." + member;
        return fixed.stream().anyMatch(id -> id.matches(slice));
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
