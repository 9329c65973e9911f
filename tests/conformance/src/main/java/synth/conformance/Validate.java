package synth.conformance;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Validates resources and bundles against the profiles they claim, parses and writes them again, and prints what it
 * found as JSON lines.
 *
 * <p>Arguments: packages (.tgz), expansions (.json.gz) and files of one resource or bundle a line (.ndjson), told apart
 * by their endings. One line is printed for each kind of issue, then one with the counts. With --each, one line is
 * printed for each resource first, with the issues it has; with --threads=N, N of them are looked at together. What
 * answers refer to comes from --known=FILE, of one Questionnaire a line. Definitions and resources are of FHIR R4, or
 * with --stu3 of FHIR STU3.
 */
public final class Validate {
    private static final int LINES_EACH = 250;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<List<String>, Map<String, Object>> kinds = new LinkedHashMap<>();
    private final Map<String, Integer> resources = new TreeMap<>();
    private final Map<String, Integer> severities = new TreeMap<>();
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    /** One file's lines, some at a time, each chunk judged by a thread of its own. */
    private void validate(List<Path> files, Judge.Maker maker, int threads, boolean each) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        ThreadLocal<Judge> judges = ThreadLocal.withInitial(maker::make);
        List<Future<List<Judge.Verdict>>> coming = new ArrayList<>();
        try {
            for (Path file : files) {
                try (BufferedReader lines = Files.newBufferedReader(file)) {
                    List<String> some = new ArrayList<>();
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        some.add(line);
                        if (some.size() == LINES_EACH) {
                            coming.add(submit(pool, judges, some));
                            some = new ArrayList<>();
                        }
                    }
                    coming.add(submit(pool, judges, some));
                }
                for (Future<List<Judge.Verdict>> chunk : coming) {
                    for (Judge.Verdict verdict : chunk.get()) {
                        take(verdict, each);
                    }
                }
                coming.clear();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Future<List<Judge.Verdict>> submit(
            ExecutorService pool, ThreadLocal<Judge> judges, List<String> lines) {
        return pool.submit(() -> {
            List<Judge.Verdict> verdicts = new ArrayList<>();
            for (String line : lines) {
                verdicts.add(judges.get().judge(line));
            }
            return verdicts;
        });
    }

    private void take(Judge.Verdict verdict, boolean each) throws Exception {
        verdict.types().forEach((type, count) -> resources.merge(type, count, Integer::sum));
        for (Judge.Issue issue : verdict.issues()) {
            severities.merge(issue.severity(), 1, Integer::sum);
            kinds.computeIfAbsent(issue.kind(), key -> issue.document(true))
                    .merge("count", 1, (old, one) -> (Integer) old + (Integer) one);
        }
        if (each) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", verdict.id());
            line.put("found", verdict.issues().stream().map(issue -> issue.document(false)).toList());
            out.println(json.writeValueAsString(line));
        }
    }

    /** Reads the packages first, whatever their place among the arguments. */
    public static void main(String[] arguments) throws Exception {
        boolean stu3 = List.of(arguments).contains("--stu3");
        FhirContext context = stu3 ? FhirContext.forDstu3() : FhirContext.forR4();
        Definitions definitions = new Definitions(context);
        List<Path> files = new ArrayList<>();
        int threads = 1;
        boolean each = false;
        long began = System.nanoTime();
        for (String argument : arguments) {
            if (argument.startsWith("--threads=")) {
                threads = Integer.parseInt(argument.substring("--threads=".length()));
            } else if (argument.equals("--each")) {
                each = true;
            } else if (argument.equals("--stu3")) {
                continue;
            } else if (argument.startsWith("--known=")) {
                definitions.addQuestionnaires(Path.of(argument.substring("--known=".length())));
            } else if (argument.endsWith(".tgz")) {
                definitions.addPackage(Path.of(argument));
            } else if (argument.endsWith(".json.gz")) {
                definitions.addExpansions(Path.of(argument));
            } else if (argument.endsWith(".ndjson")) {
                files.add(Path.of(argument));
            } else {
                throw new IllegalArgumentException(argument + " is no package, expansion or file of resources");
            }
        }
        Validate run = new Validate();
        long loaded = System.nanoTime();
        run.validate(files, new Judge.Maker(context, definitions), threads, each);
        for (Map<String, Object> kind : run.kinds.values()) {
            run.out.println(run.json.writeValueAsString(kind));
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("resources", run.resources);
        counts.put("issues", run.severities);
        counts.put("seconds_loading", (loaded - began) / 1e9);
        counts.put("seconds_validating", (System.nanoTime() - loaded) / 1e9);
        run.out.println(run.json.writeValueAsString(counts));
        run.out.flush();
    }
}
