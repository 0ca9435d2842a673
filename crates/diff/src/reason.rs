//! Why a change is as dangerous as it is.

use serde::{Deserialize, Serialize};

use crate::Language;

/// Declares the reasons, each with its code and what it says.
macro_rules! reasons {
    ($($(#[$doc:meta])+ $name:ident, $code:literal, $english:literal, $chinese:literal;)+) => {
        /// Says why a change is as dangerous as it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])+ #[serde(rename = $code)] $name,)+
        }

        impl Reason {
            /// Lists all reasons.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns the stable code of this reason; documents hold it, too.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// Says it in a sentence.
            #[must_use]
            pub const fn text(self, language: Language) -> &'static str {
                let (english, chinese) = match self {
                    $(Self::$name => ($english, $chinese),)+
                };
                language.choose(english, chinese)
            }
        }
    };
}

reasons! {
    /// A table is new.
    AddsTable, "diff/adds-table", "the table is new", "新建表";
    /// A table goes, with its rows.
    RemovesTable, "diff/removes-table",
        "the table is removed with all its rows", "该表及其全部数据将被移除";
    /// An object has another name.
    Renames, "diff/renames",
        "applications must use the new name", "应用必须改用新名称";
    /// A key, constraint or index has another name.
    RenamesKey, "diff/renames-key", "only the name differs", "仅名称不同";
    /// A column is new.
    AddsColumn, "diff/adds-column", "the column is new", "新增列";
    /// A column is new and existing rows have no value for it.
    AddsColumnWithoutValue, "diff/adds-column-without-value",
        "the new column refuses NULL and has no default: existing rows get 0, an empty text or the \
         like, or are refused",
        "新列不允许 NULL 且没有默认值：已有的行会得到 0、空字符串之类的值，或被拒绝";
    /// A column goes, with its values.
    RemovesColumn, "diff/removes-column",
        "the column is removed with all its values", "该列及其全部值将被移除";
    /// A column goes whose values are computed.
    RemovesComputedColumn, "diff/removes-computed-column",
        "the column is removed; its values are computed from others",
        "该列将被移除；其值由其他列计算得出";
    /// Columns stand in another order.
    ReordersColumns, "diff/reorders-columns",
        "statements that name no columns meet others than before",
        "未写明列名的语句会对应到不同的列";
    /// `NULL` is allowed.
    AllowsNull, "diff/allows-null", "NULL is allowed", "允许 NULL";
    /// `NULL` is refused.
    RefusesNull, "diff/refuses-null", "rows with NULL are refused", "含 NULL 的行会被拒绝";
    /// The default differs.
    ChangesDefault, "diff/changes-default",
        "rows that are there keep their values", "已有的行保持原值";
    /// The numbering differs.
    ChangesNumbering, "diff/changes-numbering",
        "new rows are numbered otherwise", "新的行按新规则编号";
    /// What an update stores differs.
    ChangesOnUpdate, "diff/changes-on-update",
        "rows that are there keep their values", "已有的行保持原值";
    /// Values that were computed stay as they are.
    KeepsComputed, "diff/keeps-computed",
        "the values that were computed stay, new ones are not computed",
        "已计算的值保留，此后不再计算";
    /// Values are computed by another rule.
    ComputesAnew, "diff/computes-anew",
        "all values are computed anew", "全部值将重新计算";
    /// Values that were stored are replaced by computed ones.
    ReplacesByComputed, "diff/replaces-by-computed",
        "the values that are there are replaced by computed ones", "现有的值会被计算结果取代";
    /// Texts compare otherwise.
    ChangesCollation, "diff/changes-collation",
        "texts keep their characters and compare otherwise", "文本内容不变，比较方式不同";
    /// Texts of a key compare otherwise.
    ChangesCollationOfKey, "diff/changes-collation-of-key",
        "texts that were different may be the same to a key", "原本不同的文本在键中可能被视为相同";
    /// A comment differs.
    ChangesComment, "diff/changes-comment", "only a comment differs", "仅注释不同";
    /// Options of a table differ.
    ChangesOptions, "diff/changes-options",
        "rows that are there stay as they are", "已有的行保持不变";
    /// A key refuses rows.
    AddsKey, "diff/adds-key",
        "rows that have the same key, or none, are refused", "键重复或缺失的行会被拒绝";
    /// A key refuses what it refused before.
    ChangesKeyDefinition, "diff/changes-key-definition",
        "the key refuses the same rows as before", "该键拒绝的行与之前相同";
    /// A key goes.
    RemovesKey, "diff/removes-key",
        "rows that have the same key are allowed", "允许键重复的行";
    /// An index comes or differs.
    ChangesIndex, "diff/changes-index", "queries may take another way", "查询可能走不同的路径";
    /// An index goes.
    RemovesIndex, "diff/removes-index", "queries may get slower", "查询可能变慢";
    /// A foreign key refuses rows.
    AddsForeignKey, "diff/adds-foreign-key",
        "rows that reference nothing are refused", "没有对应父行的行会被拒绝";
    /// A foreign key refuses what it refused before.
    ChangesForeignKey, "diff/changes-foreign-key",
        "rows that are there are not refused", "已有的行不会被拒绝";
    /// A foreign key goes.
    RemovesForeignKey, "diff/removes-foreign-key",
        "rows that reference nothing are allowed", "允许没有对应父行的行";
    /// A check refuses rows.
    AddsCheck, "diff/adds-check",
        "rows that do not meet the condition are refused", "不满足条件的行会被拒绝";
    /// A check refuses what it refused before.
    ChangesCheck, "diff/changes-check",
        "rows that are there are not refused", "已有的行不会被拒绝";
    /// A check goes.
    RemovesCheck, "diff/removes-check",
        "rows that do not meet the condition are allowed", "允许不满足条件的行";
    /// An exclusion constraint refuses rows.
    AddsExclusion, "diff/adds-exclusion",
        "rows that exclude each other are refused", "相互排斥的行会被拒绝";
    /// An exclusion constraint goes.
    RemovesExclusion, "diff/removes-exclusion",
        "rows that exclude each other are allowed", "允许相互排斥的行";
    /// Partitions take every row.
    ChangesPartitions, "diff/changes-partitions",
        "rows move to other partitions", "数据行会移动到其他分区";
    /// Partitions do not take every row.
    LimitsPartitions, "diff/limits-partitions",
        "rows that no partition takes are refused", "没有对应分区的行会被拒绝";
    /// Partitions go.
    RemovesPartitions, "diff/removes-partitions",
        "all rows are in one place", "全部数据行位于同一处";
    /// A sequence is new.
    AddsSequence, "diff/adds-sequence", "the sequence is new", "新建序列";
    /// A sequence goes.
    RemovesSequence, "diff/removes-sequence",
        "the number that it has reached is forgotten", "序列当前到达的编号将丢失";
    /// Values stay what they are.
    Widens, "diff/widens", "every value fits the new type as it is", "所有值都能原样存入新类型";
    /// Numbers beyond the new bounds are refused.
    NarrowsRange, "diff/narrows-range",
        "numbers beyond the range of the new type are refused", "超出新类型范围的数会被拒绝";
    /// A negative number and a large one stand for the same bits.
    WrapsSign, "diff/wraps-sign",
        "numbers that need the highest of 64 bits change their sign, and numbers beyond the range \
         are refused",
        "用到 64 位最高位的数会改变符号，超出范围的数会被拒绝";
    /// Digits behind the point go.
    Rounds, "diff/rounds",
        "digits behind the point that the new type does not have are rounded away, and numbers \
         beyond its range are refused",
        "新类型没有的小数位会被四舍五入，超出范围的数会被拒绝";
    /// A floating point number does not hold all digits.
    LosesPrecision, "diff/loses-precision",
        "numbers with more digits than the new type holds become the nearest one that it holds",
        "位数超出新类型精度的数会变为最接近的可表示值";
    /// A text is written in place of the value.
    WritesAsText, "diff/writes-as-text",
        "the value becomes the text that the server shows for it, and one that is too long is \
         refused",
        "值会变为服务器显示的文本，过长的会被拒绝";
    /// A document is written in place of the value.
    WritesAsJson, "diff/writes-as-json",
        "the value becomes a JSON document that holds nothing else",
        "值会变为只含该值的 JSON 文档";
    /// A uuid is read out of a text.
    ReadsTextAsUuid, "diff/reads-text-as-uuid",
        "the text becomes the bytes of the uuid, and what is no uuid is refused",
        "文本会变为 UUID 的字节，不是 UUID 的会被拒绝";
    /// Bits are read out of a text.
    ReadsTextAsBits, "diff/reads-text-as-bits",
        "the text becomes the bits that it writes as 0 and 1, and any other text is refused",
        "文本会变为它用 0 和 1 写出的位，其他文本会被拒绝";
    /// Texts are too long.
    ShortensText, "diff/shortens-text",
        "texts that are too long are refused, and of those that only blanks make too long the \
         blanks are cut off",
        "过长的文本会被拒绝；仅因尾部空格过长的文本会被截去空格";
    /// Bytes are too many.
    ShortensBytes, "diff/shortens-bytes", "values of too many bytes are refused", "字节数过多的值会被拒绝";
    /// Blanks at the end go.
    DropsTrailingBlanks, "diff/drops-trailing-blanks",
        "blanks at the end of a text are dropped", "文本尾部的空格会丢失";
    /// Bytes of zero are added.
    Pads, "diff/pads",
        "values that are too short are filled up with bytes of zero, and those that are too long \
         are refused",
        "过短的值会用零字节补齐，过长的值会被拒绝";
    /// Characters become their bytes.
    KeepsBytes, "diff/keeps-bytes",
        "the text becomes its bytes in UTF-8 and compares byte by byte",
        "文本会变为其 UTF-8 字节，并按字节比较";
    /// Bytes become characters.
    ReadsBytesAsText, "diff/reads-bytes-as-text",
        "bytes that are no text in UTF-8 are refused", "不是 UTF-8 文本的字节会被拒绝";
    /// A number is read out of a text.
    ReadsTextAsNumber, "diff/reads-text-as-number",
        "texts that are no number are refused, and numbers that are written in another way are \
         rounded or lose how they are written",
        "不是数的文本会被拒绝；以其他写法书写的数会被舍入或失去原写法";
    /// A day or a time is read out of a text.
    ReadsTextAsTime, "diff/reads-text-as-time",
        "texts that are no day or time are refused, and what is written in another way is read as \
         the server guesses",
        "不是日期时间的文本会被拒绝；以其他写法书写的由服务器猜测";
    /// A document is read out of a text.
    ReadsTextAsJson, "diff/reads-text-as-json",
        "texts that are no JSON document are refused, and spacing, the order of keys, repeated keys \
         and long numbers are lost",
        "不是 JSON 文档的文本会被拒绝；空白、键的顺序、重复的键和过长的数会丢失";
    /// A label is looked for by a text.
    ReadsTextAsLabel, "diff/reads-text-as-label",
        "texts that are no label, letter by letter, are refused",
        "与枚举标签不完全一致的文本会被拒绝";
    /// Digits become a day.
    ReadsNumberAsTime, "diff/reads-number-as-time",
        "the digits of a number are read as year, month, day and time, a short number as a recent \
         year, and what is no day is refused",
        "数字会按年、月、日、时刻解读，短的数被当作近年，不是日期的会被拒绝";
    /// A number is taken out of a document.
    ReadsJsonAsNumber, "diff/reads-json-as-number",
        "documents that are no number are refused, and numbers that do not fit are rounded or \
         refused",
        "不是数的文档会被拒绝；放不下的数会被舍入或拒绝";
    /// The time of day goes.
    DropsTimeOfDay, "diff/drops-time-of-day", "the time of day is dropped", "时刻会丢失";
    /// The day goes.
    DropsDay, "diff/drops-day", "the day is dropped", "日期会丢失";
    /// A day is made up.
    AddsDay, "diff/adds-day",
        "the day of the conversion is added to the time", "会给时间补上转换当天的日期";
    /// A day becomes its midnight.
    AddsMidnight, "diff/adds-midnight",
        "a day becomes the midnight at which it starts", "日期会变为当天零点";
    /// A clock's reading becomes a moment, or the other way round.
    ChangesZone, "diff/changes-zone",
        "points in time are read in the time zone of the session, which is UTC",
        "时间点按会话时区（UTC）解读";
    /// A fraction of a second goes.
    RoundsFraction, "diff/rounds-fraction",
        "fractions of a second are rounded, up to the next day or year, and beyond the last one to \
         NULL",
        "秒的小数会被舍入，可能进位到次日或次年，超出上限则变为 NULL";
    /// A day becomes digits.
    WritesTimeAsNumber, "diff/writes-time-as-number",
        "a day or a time becomes the number that its digits make, without the fraction of a second",
        "日期时间会变为其各位数字组成的数，秒的小数丢失";
    /// Labels go.
    DropsLabels, "diff/drops-labels",
        "rows with a label that is removed are refused", "使用已移除标签的行会被拒绝";
    /// Labels stand in another order.
    ReordersLabels, "diff/reorders-labels",
        "rows keep their labels, and the labels have another order and other positions",
        "各行保持原标签，但标签的顺序和序号改变";
    /// A label becomes a number.
    NumbersLabels, "diff/numbers-labels",
        "a label becomes its position in the list", "标签会变为其序号";
    /// Nothing more is known.
    ChangesMeaning, "diff/changes-meaning",
        "values become something else, as the server sees fit", "值会由服务器变为其他内容";
    /// There is no plain conversion.
    NotConvertible, "diff/not-convertible",
        "the server refuses every value or makes something else of it",
        "服务器会拒绝每个值，或把它变成别的内容";
}
