package synth.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * Validates resources against the profiles they claim, and prints what it found as JSON lines.
 *
 * <p>Arguments: packages (.tgz), expansions (.json.gz) and resources (.ndjson), told apart by their endings. One line
 * is printed for each kind of issue, then one with the counts.
 */
public final class Validate {
    private static final Pattern INDEX = Pattern.compile("\\[[^\\]]*\\]|/\\*.*?\\*/");
    private static final Pattern VARYING = Pattern.compile("@[0-9a-f]+|\\d+");
    private static final Pattern UNKNOWN =
            Pattern.compile("is unknown and can't be validated|is ignored/not-present|^Error .* validating Coding$");

    /** A validator keeps all that it has seen, and takes long to make: so many resources each. */
    private static final int RESOURCES_EACH = 1000;

    private final IWorkerContext worker;
    private InstanceValidator validator;
    private int validated;
    private final Map<List<String>, Map<String, Object>> issues = new LinkedHashMap<>();
    private final Map<String, Integer> resources = new TreeMap<>();
    private final Map<String, Integer> severities = new TreeMap<>();

    private Validate(FhirContext context, Definitions definitions) {
        ValidationSupportChain chain = new ValidationSupportChain(
                definitions.support,
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new UnknownCodeSystemWarningValidationSupport(context));
        worker = WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(chain);
    }

    private InstanceValidator newValidator() {
        InstanceValidator validator = new InstanceValidator(
                worker,
                new FhirInstanceValidator.NullEvaluationContext(),
                new XVerExtensionManagerOld(worker),
                new ValidatorSession(),
                new ValidatorSettings());
        validator.setAssumeValidRestReferences(true);
        validator.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        validator.setErrorForUnknownProfiles(true);
        validator.setAnyExtensionsAllowed(false);
        validator.setPolicyAdvisor(new FhirDefaultPolicyAdvisor());
        return validator;
    }

    private void validate(String line) {
        if (validated++ % RESOURCES_EACH == 0) {
            validator = newValidator();
        }
        List<ValidationMessage> messages = new ArrayList<>();
        ByteArrayInputStream bytes = new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8));
        Element resource = validator.validate(null, messages, bytes, FhirFormat.JSON);
        String type = resource.fhirType();
        String id = String.valueOf(resource.getIdBase());
        resources.merge(type, 1, Integer::sum);
        for (ValidationMessage message : messages) {
            String severity = severity(message);
            severities.merge(severity, 1, Integer::sum);
            String path = INDEX.matcher(message.getLocation()).replaceAll("");
            String text = message.getMessage().replace(id, "<id>");
            String about = message.getMessageId() + VARYING.matcher(text).replaceAll("#");
            issues.computeIfAbsent(List.of(severity, type, path, about), key -> {
                Map<String, Object> issue = new LinkedHashMap<>();
                issue.put("severity", severity);
                issue.put("type", type);
                issue.put("path", path);
                issue.put("message_id", message.getMessageId());
                issue.put("text", text);
                issue.put("example", id);
                issue.put("count", 0);
                return issue;
            }).merge("count", 1, (old, one) -> (Integer) old + (Integer) one);
        }
    }

    /** How grave it is; "unknown" when the terminology that could tell is not here, or fails. */
    private static String severity(ValidationMessage message) {
        boolean grave = message.getLevel().isError();
        return !grave && UNKNOWN.matcher(message.getMessage()).find() ? "unknown" : message.getLevel().toCode();
    }

    /** Reads the packages first, whatever their place among the arguments. */
    public static void main(String[] arguments) throws Exception {
        FhirContext context = FhirContext.forR4();
        Definitions definitions = new Definitions(context);
        long began = System.nanoTime();
        for (String argument : arguments) {
            if (argument.endsWith(".tgz")) {
                definitions.addPackage(Path.of(argument));
            } else if (argument.endsWith(".json.gz")) {
                definitions.addExpansions(Path.of(argument));
            }
        }
        Validate run = new Validate(context, definitions);
        long loaded = System.nanoTime();
        for (String argument : arguments) {
            if (argument.endsWith(".ndjson")) {
                try (BufferedReader lines = Files.newBufferedReader(Path.of(argument))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        run.validate(line);
                    }
                }
            }
        }
        ObjectMapper json = new ObjectMapper();
        for (Map<String, Object> issue : run.issues.values()) {
            System.out.println(json.writeValueAsString(issue));
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("resources", run.resources);
        counts.put("issues", run.severities);
        counts.put("seconds_loading", (loaded - began) / 1e9);
        counts.put("seconds_validating", (System.nanoTime() - loaded) / 1e9);
        System.out.println(json.writeValueAsString(counts));
    }
}
