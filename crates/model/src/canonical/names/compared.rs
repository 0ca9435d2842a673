//! When two names are one to OceanBase.

use crate::Ident;

/// Letters that `utf8mb4_general_ci`, by which OceanBase 4.3.5 compares names, takes for another
/// one, in lower case: every such letter of Latin, Greek and Cyrillic script (measured).
const SAME: [(char, &str); 50] = [
    ('a', "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ('b', "ḃḅḇ"),
    ('c', "çćĉċčḉ"),
    ('d', "ďḋḍḏḑḓ"),
    ('e', "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
    ('f', "ḟ"),
    ('g', "ĝğġģǧǵḡ"),
    ('h', "ĥȟḣḥḧḩḫẖ"),
    ('i', "ìíîïĩīĭįıǐȉȋḭḯỉị"),
    ('j', "ĵǰ"),
    ('k', "ķǩḱḳḵ"),
    ('l', "ĺļľḷḹḻḽ"),
    ('m', "ḿṁṃ"),
    ('n', "ñńņňǹṅṇṉṋ"),
    ('o', "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
    ('p', "ṕṗ"),
    ('r', "ŕŗřȑȓṙṛṝṟ"),
    ('s', "ßśŝşšſșṡṣṥṧṩẛ"),
    ('t', "ţťțṫṭṯṱẗ"),
    ('u', "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ('v', "ṽṿ"),
    ('w', "ŵẁẃẅẇẉẘ"),
    ('x', "ẋẍ"),
    ('y', "ýÿŷȳẏẙỳỵỷỹ"),
    ('z', "źżžẑẓẕ"),
    ('æ', "ǣǽ"),
    ('ø', "ǿ"),
    ('ʒ', "ǯ"),
    ('μ', "µ"),
    ('α', "άἀἁἂἃἄἅἆἇὰᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
    ('ε', "έἐἑἒἓἔἕὲ"),
    ('η', "ήἠἡἢἣἤἥἦἧὴᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
    ('ι', "ΐίϊἰἱἲἳἴἵἶἷὶιῐῑῒῖῗ"),
    ('ο', "όὀὁὂὃὄὅὸ"),
    ('υ', "ΰϋύὐὑὒὓὔὕὖὗὺῠῡῢῦῧ"),
    ('ω', "ώὠὡὢὣὤὥὦὧὼᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
    ('ρ', "ϱῤῥ"),
    ('σ', "ςϲ"),
    ('е', "ѐёӗ"),
    ('г', "ѓ"),
    ('і', "ї"),
    ('к', "ќ"),
    ('и', "ѝӣӥ"),
    ('у', "ўӯӱӳ"),
    ('а', "ӑӓ"),
    ('ж', "ӂӝ"),
    ('з', "ӟ"),
    ('о', "ӧ"),
    ('ч', "ӵ"),
    ('э', "ӭ"),
];

/// Returns a text that is the same for names that OceanBase does not tell apart: those that differ
/// in case or accents, and in characters beyond the basic plane, which are all one to it
/// (measured).
#[must_use]
pub fn compared(name: &Ident) -> String {
    name.as_str().to_lowercase().chars().map(base).collect()
}

fn base(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    if u32::from(character) > 0xFFFF {
        return char::REPLACEMENT_CHARACTER;
    }
    let same = SAME.iter().find(|(_, same)| same.contains(character));
    same.map_or(character, |(base, _)| *base)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs for which OceanBase 4.3.5 reports error 1060, or does not.
    #[test]
    fn names_are_one_if_oceanbase_says_so() -> Result<(), crate::ident::IdentError> {
        let check = |left: &str, right: &str, same: bool| {
            let (left, right) = (Ident::new(left)?, Ident::new(right)?);
            assert_eq!(compared(&left) == compared(&right), same, "{left} {right}");
            Ok(())
        };
        check("Total", "tOTAL", true)?;
        check("é", "É", true)?;
        check("a", "á", true)?;
        check("s", "ß", true)?;
        check("ss", "ß", false)?;
        check("Ω", "ώ", true)?;
        check("😀", "😁", true)?;
        check("日", "本", false)?;
        check("l", "ł", false)?;
        check("o", "ø", false)?;
        check("ae", "æ", false)?;
        check("и", "й", false)?;
        check("a", "ａ", false)
    }
}
