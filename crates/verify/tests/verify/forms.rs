//! In which forms both sides of a column are read whose type changes into one of another kind.

use obmigrate_model::Dialect;
use obmigrate_model::data_type::spelling;
use obmigrate_verify::form::Form;

fn check(source: &str, target: &str, expected: (Form, Form)) {
    let [from, to] = [source, target].map(|text| spelling::parse(Dialect::OceanBase, text));
    assert_eq!(Form::pair(&from, &to), expected, "{source} to {target}");
}

const fn both(form: Form) -> (Form, Form) {
    (form, form)
}

#[test]
fn texts_are_read_as_what_was_made_of_them() {
    let exact = Form::Decimal(65, 30);
    check("varchar(20)", "bigint", (Form::NumberOrHex, exact));
    check("varchar(20)", "year", (Form::NumberOrHex, exact));
    check(
        "varchar(20)",
        "float",
        (Form::NumberOrHex, Form::FloatOrHex),
    );
    check("longtext", "tinyint(1)", (Form::TruthOrHex, exact));
    let moment = (Form::MomentOrHex, Form::Moment(6));
    check("varchar(20)", "datetime(3)", moment);
    check("varchar(20)", "date", moment);
    check("text", "time", (Form::TimeOrHex, Form::Time(6)));
    check("varchar(8)", "bit(8)", (Form::Hex, Form::Bits(8)));
    check("longtext", "json", (Form::JsonText, Form::JsonMarks));
    check("blob", "json", (Form::JsonBytes, Form::JsonMarks));
    check("text", "enum('a')", (Form::Digest, Form::TextDigest));
}

#[test]
fn uuids_are_read_as_their_digits() {
    let uuid = (Form::UuidText, Form::UuidBytes);
    for text in ["char(36)", "varchar(36)", "tinytext"] {
        check(text, "binary(16)", uuid);
        check("binary(16)", text, (uuid.1, uuid.0));
    }
    check("varchar(35)", "binary(16)", both(Form::Hex));
    check("binary(16)", "varchar(35)", both(Form::Hex));
    check("char(36)", "binary(17)", both(Form::Hex));
}

#[test]
fn numbers_are_read_as_numbers_whatever_holds_them() {
    let exact = Form::Decimal(65, 30);
    check("json", "int", (Form::JsonNumberOrHex, exact));
    check("json", "decimal(10,2)", (Form::JsonNumberOrHex, exact));
    check("json", "double", (Form::JsonNumberOrHex, Form::FloatOrHex));
    check("json", "tinyint(1)", (Form::JsonTruthOrHex, exact));
    check("int", "json", both(Form::TextDigest));
    check("float", "json", both(Form::Double));
    check("float", "text", (Form::Double, Form::DoubleOrHex));
    check("decimal(20,0)", "double", both(Form::Decimal(31, 10)));
    check("decimal(65,30)", "double", both(Form::Decimal(65, 30)));
    check("decimal(10,2)", "decimal(65,0)", both(Form::Decimal(65, 2)));
    check("bit(8)", "bigint", (Form::Unsigned, Form::Text));
    check("bigint", "bit(8)", (Form::Text, Form::Unsigned));
    check("bit(8)", "bit(4)", both(Form::Unsigned));
    check("bit(8)", "decimal(5,2)", both(Form::Decimal(22, 2)));
    check("bit(8)", "varchar(9)", (Form::Bits(8), Form::Hex));
    check("year", "int", (Form::Unsigned, Form::Text));
    check("int", "year", (Form::Text, Form::Unsigned));
    check("year", "varchar(4)", (Form::TextDigest, Form::Digest));
}
