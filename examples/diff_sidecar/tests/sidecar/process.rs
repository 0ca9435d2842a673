//! The program as a process: pipes, flags and exit codes.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::{oceanbase, orders, read};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diff_sidecar"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn start(arguments: &[&str]) -> Child {
    command(arguments).spawn().expect("the program starts")
}

/// Runs the program on an input until it ends.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = start(arguments);
    let mut stdin = child.stdin.take().expect("a pipe");
    // One that does not read its input is done with it already.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_conversation_is_answered_request_by_request() {
    let mut child = start(&[]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    for id in 0..3 {
        let request = json!({"id": id, "validate": {"schema": oceanbase(&orders(20))}});
        // In pieces, as a slow writer sends it.
        for piece in format!("{request}\n").as_bytes().chunks(40) {
            stdin.write_all(piece).expect("the program reads");
            stdin.flush().expect("the program reads");
        }
        let mut answer = String::new();
        answers.read_line(&mut answer).expect("the program answers");
        assert_eq!(read(answer.trim_end())["id"], id);
    }
    drop(stdin);
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
    let mut rest = Vec::new();
    answers.read_to_end(&mut rest).expect("nothing is left");
    assert!(rest.is_empty());
}

#[test]
fn a_line_that_stdin_breaks_off_is_answered() {
    let output = run(&[], b"{\"id\":1,\"version\":{}}\n{\"id\":2,\"ver");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    let text = String::from_utf8(output.stdout).expect("answers are UTF-8");
    let answers: Vec<Value> = text.lines().map(read).collect();
    assert_eq!(answers.len(), 2, "{text}");
    assert_eq!(answers[0]["id"], 1);
    assert_eq!(answers[1]["error"]["code"], "sidecar/malformed-request");
}

#[test]
fn the_limit_is_the_one_of_the_flag() {
    let input = b"{\"id\":1,\"version\":{}}\n{\"id\":1000,\"version\":{}}\n";
    for arguments in [
        ["--max-request-bytes", "21"].as_slice(),
        &["--max-request-bytes=21"],
    ] {
        let output = run(arguments, input);
        let text = String::from_utf8(output.stdout).expect("answers are UTF-8");
        let answers: Vec<Value> = text.lines().map(read).collect();
        assert_eq!(answers[0]["ok"]["max_request_bytes"], 21, "{text}");
        assert_eq!(answers[1]["error"]["code"], "sidecar/request-too-large");
    }
}

#[test]
fn nobody_at_the_other_end_is_exit_code_1() {
    let mut child = start(&[]);
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin
        .write_all(b"{\"id\":1,\"version\":{}}\n")
        .expect("the program reads");
    // It ends although more could come.
    let status = child.wait().expect("the program ends");
    drop(stdin);
    let mut complaint = String::new();
    let mut stderr = child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut complaint).expect("UTF-8");
    assert_eq!(status.code(), Some(1), "{complaint}");
    assert!(complaint.starts_with("error [sidecar/output]: cannot write answers"));
    assert!(!complaint.contains("panicked"), "{complaint}");
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for (arguments, reason) in [
        (
            ["--verbose"].as_slice(),
            "there is no argument \"--verbose\"",
        ),
        (&["file.json"], "there is no argument \"file.json\""),
        (&["--version=2"], "there is no argument \"--version=2\""),
        (&["--max-request-bytes"], "needs a number"),
        (&["--max-request-bytes", "0"], "needs a number"),
        (&["--max-request-bytes", "-1"], "needs a number"),
        (&["--max-request-bytes=64M"], "needs a number"),
    ] {
        let output = run(arguments, b"{\"id\":1,\"version\":{}}\n");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}

#[test]
fn help_and_version_are_results() {
    let help = run(&["--help"], b"");
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8(help.stdout).expect("UTF-8");
    assert!(
        text.contains("--max-request-bytes N") && text.contains("67108864"),
        "{text}"
    );
    assert_eq!(diff_sidecar::DEFAULT_MOST_BYTES, 67_108_864);
    let version = run(&["--version"], b"");
    assert_eq!(version.status.code(), Some(0));
    let expected = concat!("diff_sidecar ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(version.stdout, expected.as_bytes());
}
