package synth.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
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

/** Judges one resource or bundle after another, in one thread. */
final class Judge {
    private static final Pattern INDEX = Pattern.compile("\\[[^\\]]*\\]|/\\*.*?\\*/");
    private static final Pattern IN_BUNDLE =
            Pattern.compile("^Bundle\\.entry\\[\\d+\\]\\.resource(?:\\.ofType\\(\\w+\\))?/\\*(\\w+)/([^*]+)\\*/(.*)$");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern VARYING = Pattern.compile("@[0-9a-f]+|\\d+");
    private static final Pattern UNKNOWN =
            Pattern.compile("is unknown and can't be validated|is ignored/not-present|^Error .* validating Coding$");

    /** A validator keeps all that it has seen, and takes long to make: so many resources each. */
    private static final int RESOURCES_EACH = 1000;

    private final IWorkerContext worker;
    private final RoundTrip roundTrip;
    private InstanceValidator validator;
    private int judged;

    private Judge(IWorkerContext worker, RoundTrip roundTrip) {
        this.worker = worker;
        this.roundTrip = roundTrip;
    }

    /** Makes judges that share the definitions. */
    static final class Maker {
        private final FhirContext context;
        private final IWorkerContext worker;

        Maker(FhirContext context, Definitions definitions) {
            this.context = context;
            ValidationSupportChain chain = new ValidationSupportChain(
                    definitions.support,
                    new DefaultProfileValidationSupport(context),
                    new CommonCodeSystemsTerminologyService(context),
                    new InMemoryTerminologyServerValidationSupport(context),
                    new UnknownCodeSystemWarningValidationSupport(context),
                    new SnapshotGeneratingValidationSupport(context));
            this.worker = WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(chain);
        }

        Judge make() {
            return new Judge(worker, new RoundTrip(context));
        }
    }

    /** What is wrong with one line: its id, how many resources of each type it holds, and the issues. */
    record Verdict(String id, Map<String, Integer> types, List<Issue> issues) {}

    /** One thing that the validator or the parser has to say. */
    record Issue(String severity, String type, String path, String messageId, String text, String example) {
        /** What is alike in issues of one kind, whatever the values in them. */
        List<String> kind() {
            return List.of(severity, type, path, messageId + VARYING.matcher(text).replaceAll("#"));
        }

        Map<String, Object> document(boolean counted) {
            Map<String, Object> issue = new LinkedHashMap<>();
            issue.put("severity", severity);
            issue.put("type", type);
            issue.put("path", path);
            issue.put("message_id", messageId);
            issue.put("text", text);
            issue.put("example", example);
            if (counted) {
                issue.put("count", 0);
            }
            return issue;
        }
    }

    Verdict judge(String line) {
        if (judged++ % RESOURCES_EACH == 0) {
            validator = newValidator();
        }
        List<ValidationMessage> messages = new ArrayList<>();
        ByteArrayInputStream bytes = new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8));
        Element resource = validator.validate(null, messages, bytes, FhirFormat.JSON);
        String type = resource == null ? "unreadable" : resource.fhirType();
        String id = resource == null ? "" : String.valueOf(resource.getIdBase());
        Map<String, Integer> types = new TreeMap<>(Map.of(type, 1));
        if (type.equals("Bundle")) {
            for (Element entry : resource.getChildren("entry")) {
                Element inside = entry.getNamedChild("resource");
                if (inside != null) {
                    types.merge(inside.fhirType(), 1, Integer::sum);
                    judged++;
                }
            }
        }
        List<Issue> issues = new ArrayList<>();
        for (ValidationMessage message : messages) {
            issues.add(issue(message, type, id));
        }
        for (String lost : roundTrip.lost(line)) {
            String text = ID.matcher(lost).replaceAll("<id>");
            issues.add(new Issue("error", type, lost.replaceAll(": .*|\\[\\d+\\]", ""), "ROUND_TRIP", text, id));
        }
        return new Verdict(id, types, issues);
    }

    /** An issue within a bundle is one of the resource in which it is. */
    private static Issue issue(ValidationMessage message, String type, String id) {
        String location = message.getLocation();
        Matcher inside = IN_BUNDLE.matcher(location);
        if (inside.matches()) {
            type = inside.group(1);
            id = inside.group(2);
            location = type + inside.group(3);
        }
        String path = INDEX.matcher(location).replaceAll("");
        String text = ID.matcher(message.getMessage()).replaceAll("<id>");
        return new Issue(severity(message), type, path, String.valueOf(message.getMessageId()), text, id);
    }

    /** How grave it is; "unknown" when the terminology that could tell is not here, or fails. */
    private static String severity(ValidationMessage message) {
        boolean grave = message.getLevel().isError();
        return !grave && UNKNOWN.matcher(message.getMessage()).find() ? "unknown" : message.getLevel().toCode();
    }

    private InstanceValidator newValidator() {
        InstanceValidator made = new InstanceValidator(
                worker,
                new FhirInstanceValidator.NullEvaluationContext(),
                new XVerExtensionManagerOld(worker),
                new ValidatorSession(),
                new ValidatorSettings());
        made.setAssumeValidRestReferences(true);
        made.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        made.setErrorForUnknownProfiles(true);
        made.setAnyExtensionsAllowed(false);
        made.setPolicyAdvisor(new FhirDefaultPolicyAdvisor());
        return made;
    }
}
