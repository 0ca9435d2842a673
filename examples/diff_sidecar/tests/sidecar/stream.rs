//! Lines in, lines out.

use std::io::{self, BufReader, Read};

use serde_json::{Value, json};

use crate::{oceanbase, orders, read};

/// Answers all lines of an input.
fn answers(input: impl Read, most_bytes: usize) -> Vec<Value> {
    let mut output = Vec::new();
    diff_sidecar::serve(
        BufReader::with_capacity(1024, input),
        &mut output,
        most_bytes,
    )
    .expect("a vector takes everything");
    let output = String::from_utf8(output).expect("answers are UTF-8");
    assert!(output.is_empty() || output.ends_with('\n'), "{output}");
    output.lines().map(read).collect()
}

fn codes(answers: &[Value]) -> Vec<&str> {
    answers
        .iter()
        .map(|answer| answer["error"]["code"].as_str().unwrap_or("ok"))
        .collect()
}

#[test]
fn a_hundred_requests_have_a_hundred_answers_in_order() {
    let schema = oceanbase(&orders(20));
    let input: String = (0..100)
        .map(|id| match id % 4 {
            0 => format!("{}\n", json!({"id": id, "version": {}})),
            1 => format!(
                "{}\n",
                json!({"id": id, "diff": {"live": schema, "desired": schema}})
            ),
            2 => format!("{}\r\n", json!({"id": id, "validate": {"schema": schema}})),
            _ => format!("{}\n", json!({"id": id, "nothing": 1})),
        })
        .collect();
    let answers = answers(input.as_bytes(), 10_000);
    let ids: Vec<_> = answers.iter().map(|answer| answer["id"].as_u64()).collect();
    assert_eq!(ids, (0..100).map(Some).collect::<Vec<_>>());
    let expected = ["ok", "ok", "ok", "sidecar/unknown-operation"].repeat(25);
    assert_eq!(codes(&answers), expected);
}

#[test]
fn the_program_goes_on_behind_whatever_it_refuses() {
    let mut input = Vec::new();
    for line in [
        b"".as_slice(),
        b"\r",
        b"not JSON",
        b"\xff\xfe",
        b"{\"id\":1,\"version\":{}}",
        &[b'x'; 5000],
        b"{\"id\":2,\"version\":{}}",
        b"{\"id\":3,\"vers",
    ] {
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    // The last line is cut off.
    input.pop();
    let answers = answers(input.as_slice(), 1000);
    let malformed = "sidecar/malformed-request";
    let expected = [
        malformed,
        malformed,
        malformed,
        malformed,
        "ok",
        "sidecar/request-too-large",
        "ok",
        malformed,
    ];
    assert_eq!(codes(&answers), expected);
    assert_eq!(
        (&answers[4]["id"], &answers[6]["id"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        answers[5]["error"]["message"],
        "the request has 5000 bytes, but 1000 is the most that is read"
    );
}

#[test]
fn a_last_line_without_a_newline_is_a_line() {
    assert_eq!(
        codes(&answers(&b"{\"id\":1,\"version\":{}}"[..], 99)),
        ["ok"]
    );
    assert!(answers(io::empty(), 99).is_empty());
}

#[test]
fn long_texts_come_through_unharmed() {
    let text = "😀 订单 \\ \" \t \u{2028} ".repeat(50_000);
    let mut described = orders(20);
    described["orders"]["comment"] = json!(text);
    let request = json!({"id": 1, "diff": {
        "live": oceanbase(&orders(20)),
        "desired": oceanbase(&described),
    }});
    let answers = answers(request.to_string().as_bytes(), usize::MAX);
    let changes = &answers[0]["ok"]["body"]["merge"]["changes"]["changes"];
    let after = &changes[0]["alter_table"]["deltas"][0]["comment"]["comment"]["after"];
    assert!(*after == Value::String(text), "the text has changed");
}
