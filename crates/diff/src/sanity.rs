//! Whether a comparison is one that anybody can have meant.

use std::collections::BTreeSet;

use obmigrate_model::change::{Renamed, apply};
use obmigrate_model::{Change, Delta, Ident, ObjectPath, Schema, Severity, validate as defects};
use serde::{Deserialize, Serialize};

use crate::candidate::MOST_TABLES;
use crate::{Language, Merge, Sides};

/// Reports something about a comparison that makes it doubtful as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "these facts make a finding")]
pub struct Finding {
    /// What is doubtful.
    pub doubt: Doubt,
    /// How much it matters: [`Severity::Error`] wants a person to say that it was meant.
    pub severity: Severity,
    /// Where; the whole schema is an empty path.
    pub path: ObjectPath,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub total: usize,
    /// What a defect of the result is, in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Names what makes a comparison doubtful. Documents hold the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Doubt {
    /// Desired has no table, live has some.
    #[serde(rename = "diff/desired-empty")]
    DesiredEmpty,
    /// Live has no table, desired has some.
    #[serde(rename = "diff/live-empty")]
    LiveEmpty,
    /// Desired and live have no table in common.
    #[serde(rename = "diff/nothing-in-common")]
    NothingInCommon,
    /// Most of the tables of live would go.
    #[serde(rename = "diff/drops-most-tables")]
    DropsMostTables,
    /// Most of the columns of a table would go.
    #[serde(rename = "diff/drops-most-columns")]
    DropsMostColumns,
    /// Base has no table in common with desired or with live.
    #[serde(rename = "diff/base-unrelated")]
    BaseUnrelated,
    /// Base has fewer than half of its tables in common with desired or with live.
    #[serde(rename = "diff/base-remote")]
    BaseRemote,
    /// Desired is what base is: nothing was released, or the sides are exchanged.
    #[serde(rename = "diff/nothing-released")]
    NothingReleased,
    /// So many tables went and came that not all of them were looked at as renames.
    #[serde(rename = "diff/too-many-for-renames")]
    TooManyForRenames,
    /// The result would not be a sound schema.
    #[serde(rename = "diff/goal-unsound")]
    GoalUnsound,
}

/// Says whether a comparison can have been meant: both what the sides are and what came of them.
///
/// `sides` are those that the comparison was made of.
#[must_use]
pub fn validate(sides: Sides<&Schema>, merge: &Merge) -> Vec<Finding> {
    let mut findings = Findings::default();
    findings.sides(sides, merge);
    findings.base(sides, merge);
    findings.changes(sides.live, merge);
    findings.goal(sides.live, merge);
    findings.0.sort();
    findings.0
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, doubt: Doubt, severity: Severity, count: usize, total: usize) {
        self.at(doubt, severity, ObjectPath::root(), count, total);
    }

    fn at(
        &mut self,
        doubt: Doubt,
        severity: Severity,
        path: ObjectPath,
        count: usize,
        total: usize,
    ) {
        self.0.push(Finding {
            doubt,
            severity,
            path,
            count,
            total,
            detail: String::new(),
        });
    }

    fn sides(&mut self, sides: Sides<&Schema>, merge: &Merge) {
        let counts = sides.map(|schema| schema.tables.len());
        match (counts.desired, counts.live) {
            (0, 0) => {}
            (0, live) => self.add(Doubt::DesiredEmpty, Severity::Error, live, live),
            (desired, 0) => self.add(Doubt::LiveEmpty, Severity::Warning, desired, desired),
            (_, live) => {
                if shared(sides.live, sides.desired, merge) == 0 {
                    self.add(Doubt::NothingInCommon, Severity::Error, live, live);
                }
            }
        }
        let has = |schema: &Schema, name: &Ident| schema.tables.contains_key(name);
        let went = sides.base.tables.keys();
        let went = went
            .filter(|name| !has(sides.desired, name) && has(sides.live, name))
            .count();
        let came = sides.desired.tables.keys();
        let came = came
            .filter(|name| !has(sides.base, name) && !has(sides.live, name))
            .count();
        if went > 0 && came > 0 && went.max(came) > MOST_TABLES {
            let looked_at = went.min(MOST_TABLES) + came.min(MOST_TABLES);
            let left = went + came - looked_at;
            self.add(
                Doubt::TooManyForRenames,
                Severity::Warning,
                left,
                went + came,
            );
        }
    }

    /// A base is what both others were made of.
    fn base(&mut self, sides: Sides<&Schema>, merge: &Merge) {
        let all = sides.base.tables.len();
        let is_given = sides.base != sides.live && sides.base != sides.desired;
        if is_given && all > 0 {
            for other in [sides.desired, sides.live] {
                // An empty side is told already.
                if other.tables.is_empty() {
                    continue;
                }
                let kept = shared(sides.base, other, merge);
                if kept == 0 {
                    self.add(Doubt::BaseUnrelated, Severity::Error, kept, all);
                } else if kept * 2 < all {
                    self.add(Doubt::BaseRemote, Severity::Warning, kept, all);
                }
            }
            self.0.dedup();
        }
        if sides.base == sides.desired && sides.base != sides.live {
            self.add(Doubt::NothingReleased, Severity::Warning, all, all);
        }
    }

    fn changes(&mut self, live: &Schema, merge: &Merge) {
        let changes = &merge.changes.changes;
        let dropped = changes
            .iter()
            .filter(|change| matches!(change, Change::DropTable { .. }))
            .count();
        let all = live.tables.len();
        // Two of three tables of a small schema may well go.
        if dropped >= 3 && dropped * 2 > all && dropped < all {
            self.add(Doubt::DropsMostTables, Severity::Error, dropped, all);
        }
        for change in changes {
            let Change::AlterTable { name, deltas } = change else {
                continue;
            };
            let before = merge.changes.table_before(name);
            let columns = live
                .tables
                .get(before)
                .map_or(0, |table| table.columns.len());
            let dropped = deltas
                .iter()
                .filter(|delta| matches!(delta, Delta::DropColumn { .. }))
                .count();
            if dropped >= 3 && dropped * 2 > columns {
                let path = ObjectPath::table(name);
                self.at(
                    Doubt::DropsMostColumns,
                    Severity::Warning,
                    path,
                    dropped,
                    columns,
                );
            }
        }
    }

    /// What two sides did may not fit together although no attribute is in conflict.
    fn goal(&mut self, live: &Schema, merge: &Merge) {
        let Ok(goal) = apply(live, &merge.changes) else {
            self.add(Doubt::GoalUnsound, Severity::Error, 1, 1);
            return;
        };
        let known: BTreeSet<_> = defects::validate(live).into_iter().collect();
        let found = defects::validate(&goal).into_iter();
        self.0.extend(
            found
                .filter(|defect| !known.contains(defect))
                .map(|defect| Finding {
                    doubt: Doubt::GoalUnsound,
                    severity: Severity::Error,
                    path: defect.path,
                    count: 1,
                    total: 1,
                    detail: format!("[{}] {}", defect.code, defect.reason),
                }),
        );
    }
}

/// Counts the tables of one schema that another has, if under another name.
fn shared(schema: &Schema, other: &Schema, merge: &Merge) -> usize {
    let renames = merge.changes.renames.iter().chain(&merge.drift.renames);
    let renamed: BTreeSet<&Ident> = renames
        .filter(|rename| rename.object == Renamed::Table)
        .map(|rename| &rename.name.before)
        .collect();
    let names = schema.tables.keys();
    names
        .filter(|name| other.tables.contains_key(*name) || renamed.contains(name))
        .count()
}

impl Doubt {
    /// Lists all doubts.
    pub const ALL: [Self; 10] = [
        Self::DesiredEmpty,
        Self::LiveEmpty,
        Self::NothingInCommon,
        Self::DropsMostTables,
        Self::DropsMostColumns,
        Self::BaseUnrelated,
        Self::BaseRemote,
        Self::NothingReleased,
        Self::TooManyForRenames,
        Self::GoalUnsound,
    ];

    /// Returns the stable code of this doubt.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DesiredEmpty => "diff/desired-empty",
            Self::LiveEmpty => "diff/live-empty",
            Self::NothingInCommon => "diff/nothing-in-common",
            Self::DropsMostTables => "diff/drops-most-tables",
            Self::DropsMostColumns => "diff/drops-most-columns",
            Self::BaseUnrelated => "diff/base-unrelated",
            Self::BaseRemote => "diff/base-remote",
            Self::NothingReleased => "diff/nothing-released",
            Self::TooManyForRenames => "diff/too-many-for-renames",
            Self::GoalUnsound => "diff/goal-unsound",
        }
    }
}

impl Finding {
    /// Says it in a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let (count, total) = (self.count, self.total);
        let (english, chinese) = match self.doubt {
            Doubt::DesiredEmpty => (
                format!("the desired schema has no tables; all {total} of live would go"),
                format!("目标模式中没有任何表；现网的 {total} 张表将全部被移除"),
            ),
            Doubt::LiveEmpty => (
                format!("the live schema has no tables; all {total} would be new"),
                format!("现网模式中没有任何表；{total} 张表将全部新建"),
            ),
            Doubt::NothingInCommon => (
                format!("desired and live have no table in common; all {total} of live would go"),
                format!("目标与现网没有任何同名表；现网的 {total} 张表将全部被移除"),
            ),
            Doubt::DropsMostTables => (
                format!("{count} of {total} tables of live would go"),
                format!("现网 {total} 张表中有 {count} 张将被移除"),
            ),
            Doubt::DropsMostColumns => (
                format!("{count} of {total} columns would go"),
                format!("{total} 个列中有 {count} 个将被移除"),
            ),
            Doubt::BaseUnrelated => (
                "base has no table in common with desired or with live: it is not what they were \
                 made of"
                    .to_owned(),
                "基线与目标或现网没有任何同名表：它不是二者的共同来源".to_owned(),
            ),
            Doubt::BaseRemote => (
                format!(
                    "desired or live has only {count} of {total} tables of base: is it what they \
                     were made of?"
                ),
                format!(
                    "基线的 {total} 张表中只有 {count} 张存在于目标或现网：它是二者的共同来源吗？"
                ),
            ),
            Doubt::NothingReleased => (
                "desired is what base is: nothing was released, or the sides are exchanged"
                    .to_owned(),
                "目标与基线完全相同：没有新的发布，或者参数的先后弄反了".to_owned(),
            ),
            Doubt::TooManyForRenames => (
                format!(
                    "{count} of {total} tables that went or came were not looked at as renames"
                ),
                format!("在 {total} 张消失或新增的表中，有 {count} 张未做重命名识别"),
            ),
            Doubt::GoalUnsound => (
                format!("the result would not be a sound schema: {}", self.detail),
                format!("合并结果不是有效的模式：{}", self.detail),
            ),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}
