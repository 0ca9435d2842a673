import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Starts the sidecar, asks it a few things and checks what it answers. */
public final class DiffSidecar implements AutoCloseable {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    DiffSidecar(String program) throws IOException {
        process = new ProcessBuilder(program)
                // What nobody reads would fill its pipe some day and stop the program.
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = new BufferedWriter(
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Sends one request and waits for its answer. A line break inside a request would end it. */
    synchronized String ask(String request) {
        try {
            requests.write(request.replace('\n', ' '));
            requests.write('\n');
            requests.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the sidecar ended without an answer");
            }
            return answer;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Closes its stdin, upon which it ends, and waits for that. */
    @Override
    public void close() throws IOException, InterruptedException {
        requests.close();
        int code = process.waitFor();
        answers.close();
        if (code != 0) {
            throw new IOException("the sidecar ended with exit code " + code);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String base = schema(orders("{\"integer\": {\"width\": \"regular\"}}", ""));
        String desired = schema(orders("{\"integer\": {\"width\": \"big\"}}", ""));
        String live = schema(orders("{\"decimal\": {\"precision\": 9, \"scale\": 2}}", ""));
        // An emoji, and Chinese for "order": about a megabyte of UTF-8.
        String text = "\uD83D\uDE00 \u8BA2\u5355 ".repeat(80_000);
        String described = schema(orders("{\"integer\": {\"width\": \"regular\"}}", text));

        boolean good = true;
        try (DiffSidecar sidecar = new DiffSidecar(arguments[0])) {
            good &= check(sidecar.ask("{\"id\": 1, \"version\": {}}"),
                    List.of("{\"id\":1,\"ok\":{", "\"protocol\":1,"));
            good &= check(sidecar.ask("{\"id\": \"second\", \"merge\": {\"base\": " + base
                            + ", \"desired\": " + desired + ", \"live\": " + live + "}}"),
                    List.of("{\"id\":\"second\",\"ok\":{", "\"format\":\"obmigrate/diff\"",
                            "\"path\":\"tables.orders.columns.total.data_type\"",
                            "\"kind\":\"both_altered\"", "\"undecided_conflicts\":1"));
            good &= check(sidecar.ask("{\"id\": 3, \"merge\""),
                    List.of("{\"id\":null,\"error\":{\"code\":\"sidecar/malformed-request\""));
            good &= check(sidecar.ask("{\"id\": 4, \"diff\": {\"live\": " + base
                            + ", \"desired\": " + described + "}}"),
                    List.of("{\"id\":4,\"ok\":{", "\"after\":\"" + text + "\""));
        }
        OUT.println(good ? "everything is as it should be" : "something is wrong");
        System.exit(good ? 0 : 1);
    }

    /** Prints the beginning of an answer, and what it should hold and does not. */
    private static boolean check(String answer, List<String> expected) {
        OUT.println(beginning(answer));
        boolean good = answer.startsWith(expected.get(0));
        for (String part : expected) {
            if (!answer.contains(part)) {
                OUT.println("  MISSING " + beginning(part));
                good = false;
            }
        }
        return good;
    }

    private static String beginning(String text) {
        return text.length() <= 160 ? text : text.substring(0, 160) + "... " + text.length();
    }

    /** Wraps tables as the document of an OceanBase schema. */
    private static String schema(String tables) {
        return "{\"format\": \"obmigrate/schema\", \"version\": {\"major\": 1, \"minor\": 1},"
                + " \"body\": {\"dialect\": \"ocean_base\", \"tables\": {" + tables + "}}}";
    }

    /** Neither the type nor the comment may hold what JSON escapes. */
    private static String orders(String type, String comment) {
        return "\"orders\": {\"comment\": \"" + comment + "\","
                + " \"columns\": [{\"name\": \"total\", \"data_type\": " + type + "}]}";
    }
}
