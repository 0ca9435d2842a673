//! What a report says beside names and values, in every language.

use obmigrate_model::Severity;

use super::Summary;
use crate::assess::{Action, Reversibility};
use crate::{ConflictKind, Evidence, Language, Resolution, Risk, Rule, Side, Standing};

/// Names the parts of a report.
#[derive(Clone, Copy)]
pub(super) enum Heading {
    Findings,
    Changes,
    Drift,
    Conflicts,
    Candidates,
    NotCompared,
    Ignored,
    Notes,
}

impl Heading {
    pub(super) const fn text(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Findings => ("Doubts", "存疑"),
            Self::Changes => ("Changes to apply", "待应用的变更"),
            Self::Drift => ("Drift on live", "现网漂移"),
            Self::Conflicts => ("Conflicts", "冲突"),
            Self::Candidates => ("Possible renames", "可能的重命名"),
            Self::NotCompared => ("Not compared", "未比较"),
            Self::Ignored => ("Ignored", "已忽略"),
            Self::Notes => ("Notes of the translation", "方言转换说明"),
        };
        language.choose(english, chinese)
    }
}

/// Says in one line how many of everything.
pub(super) fn counts(summary: &Summary, language: Language) -> String {
    let Summary {
        created_tables: created,
        removed_tables: removed,
        altered_tables: altered,
        renamed_tables: renamed,
        drifted_tables: drifted,
        conflicts,
        undecided_conflicts: undecided,
        rename_candidates: candidates,
        not_compared,
        ignored,
        refusals: _,
        risks: _,
        reversals: _,
    } = summary;
    let changed = created + removed + altered;
    match language {
        Language::English => format!(
            "{} ({created} created, {removed} removed, {altered} altered, {renamed} renamed), \
             {} on live, {} ({undecided} to decide), {}, {} not compared, {ignored} ignored",
            many(changed, "changed table"),
            many(*drifted, "drifted table"),
            many(*conflicts, "conflict"),
            many(*candidates, "possible rename"),
            many(*not_compared, "object"),
        ),
        Language::Chinese => format!(
            "变更表 {changed} 张（新建 {created}，移除 {removed}，修改 {altered}，重命名 {renamed}），\
             现网漂移表 {drifted} 张，冲突 {conflicts} 处（待决定 {undecided}），\
             可能的重命名 {candidates} 处，未比较对象 {not_compared} 个，已忽略 {ignored} 处"
        ),
    }
}

/// Says in one line how dangerous the changes are and how they are undone.
pub(super) fn dangers(summary: &Summary, language: Language) -> String {
    let (risks, reversals) = (summary.risks, summary.reversals);
    let counts = [
        (Risk::Safe, risks.safe),
        (Risk::Checkable, risks.checkable),
        (Risk::Lossy, risks.lossy),
        (Risk::Destructive, risks.destructive),
        (Risk::Impossible, risks.impossible),
    ]
    .map(|(word, count)| format!("{count} {}", risk(word, language)));
    let undone = [
        (Reversibility::Reversible, reversals.reversible),
        (
            Reversibility::ReversibleWithBackup,
            reversals.reversible_with_backup,
        ),
        (Reversibility::Irreversible, reversals.irreversible),
    ]
    .map(|(word, count)| format!("{count} {}", reversibility(word, language)));
    let comma = language.choose(", ", "，");
    let stop = language.choose("; ", "；");
    format!("{}{stop}{}", counts.join(comma), undone.join(comma))
}

fn many(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

pub(super) const fn risk(risk: Risk, language: Language) -> &'static str {
    let (english, chinese) = match risk {
        Risk::Safe => ("safe", "安全"),
        Risk::Checkable => ("checkable", "需检查"),
        Risk::Lossy => ("lossy", "有损"),
        Risk::Destructive => ("destructive", "破坏性"),
        Risk::Impossible => ("impossible", "不可行"),
    };
    language.choose(english, chinese)
}

pub(super) const fn reversibility(one: Reversibility, language: Language) -> &'static str {
    let (english, chinese) = match one {
        Reversibility::Reversible => ("reversible", "可逆"),
        Reversibility::ReversibleWithBackup => ("reversible with backup", "借助备份可逆"),
        Reversibility::Irreversible => ("irreversible", "不可逆"),
    };
    language.choose(english, chinese)
}

pub(super) const fn severity(severity: Severity, language: Language) -> &'static str {
    let (english, chinese) = match severity {
        Severity::Info => ("info", "提示"),
        Severity::Warning => ("warning", "警告"),
        Severity::Error => ("refused", "拒绝"),
    };
    language.choose(english, chinese)
}

/// Says what is done with a table.
pub(super) const fn table(action: Action, language: Language) -> &'static str {
    let (english, chinese) = match action {
        Action::Added => ("created", "新建"),
        Action::Removed => ("removed", "移除"),
        Action::Altered => ("altered", "修改"),
        Action::Renamed => ("renamed", "重命名"),
    };
    language.choose(english, chinese)
}

pub(super) const fn conflict(kind: ConflictKind, language: Language) -> &'static str {
    let (english, chinese) = match kind {
        ConflictKind::BothAdded => ("both added it differently", "双方以不同方式新增"),
        ConflictKind::BothAltered => ("both altered it differently", "双方以不同方式修改"),
        ConflictKind::DesiredDroppedLiveAltered => (
            "desired dropped it, live altered it",
            "目标已移除，现网已修改",
        ),
        ConflictKind::DesiredAlteredLiveDropped => (
            "desired altered it, live dropped it",
            "目标已修改，现网已移除",
        ),
        ConflictKind::DesiredDroppedLiveUses => (
            "desired dropped what live needs",
            "目标移除了现网需要的对象",
        ),
        ConflictKind::DesiredUsesLiveDropped => (
            "live dropped what desired needs",
            "现网移除了目标需要的对象",
        ),
        ConflictKind::BothRenamed => ("both renamed it differently", "双方重命名为不同名称"),
        ConflictKind::DesiredRenamedLiveDropped => (
            "desired renamed it, live dropped it",
            "目标已重命名，现网已移除",
        ),
        ConflictKind::DesiredDroppedLiveRenamed => (
            "desired dropped it, live renamed it",
            "目标已移除，现网已重命名",
        ),
    };
    language.choose(english, chinese)
}

pub(super) const fn resolution(resolution: Option<Resolution>, language: Language) -> &'static str {
    let (english, chinese) = match resolution {
        None => ("to decide", "待决定"),
        Some(Resolution::TookDesired) => ("took desired", "采用目标"),
        Some(Resolution::KeptLive) => ("kept live", "保留现网"),
    };
    language.choose(english, chinese)
}

pub(super) const fn side(side: Side, language: Language) -> &'static str {
    let (english, chinese) = match side {
        Side::Base => ("base", "基线"),
        Side::Desired => ("desired", "目标"),
        Side::Live => ("live", "现网"),
    };
    language.choose(english, chinese)
}

pub(super) const fn absent(language: Language) -> &'static str {
    language.choose("none", "无")
}

pub(super) const fn evidence(evidence: Evidence, language: Language) -> &'static str {
    let (english, chinese) = match evidence {
        Evidence::SameType => ("same type", "类型相同"),
        Evidence::SimilarType => ("similar type", "类型相近"),
        Evidence::SameRules => ("same rules for null and default", "空值与默认值规则相同"),
        Evidence::SameComment => ("same comment", "注释相同"),
        Evidence::SamePlace => ("same place", "位置相同"),
        Evidence::SameKeys => ("same keys", "所属键相同"),
        Evidence::SimilarName => ("similar name", "名称相近"),
        Evidence::SameColumns => ("same columns", "列相同"),
        Evidence::MostColumns => ("most columns", "大部分列相同"),
        Evidence::SamePrimaryKey => ("same primary key", "主键相同"),
    };
    language.choose(english, chinese)
}

pub(super) fn rule(rule: &Rule, language: Language) -> String {
    match rule {
        Rule::Pattern(pattern) => {
            let words = language.choose("left out by the pattern", "按模式忽略");
            format!("{words} {pattern}")
        }
        Rule::NotSelected => language
            .choose("its table is not selected", "所属表未被选中")
            .to_owned(),
        Rule::ColumnOrder => language
            .choose("the order of columns is not compared", "不比较列的顺序")
            .to_owned(),
        Rule::KeyName => language
            .choose("the names of keys are not compared", "不比较键的名称")
            .to_owned(),
    }
}

/// Says how something that is not compared stands to base, if that is worth a word.
pub(super) const fn standing(standing: Standing, language: Language) -> Option<&'static str> {
    match standing {
        Standing::Same | Standing::NotInBase => None,
        Standing::Changed => {
            Some(language.choose("its definition is not that of base", "其定义与基线不同"))
        }
    }
}

pub(super) fn depends_on(table: &str, language: Language) -> String {
    match language {
        Language::English => format!("it depends on {table}, which changes"),
        Language::Chinese => format!("它依赖的表 {table} 有变更"),
    }
}

/// Says how to answer a possible rename.
pub(super) fn answer(rename: &str, language: Language) -> String {
    match language {
        Language::English => {
            format!("is it one object? --rename {rename} or --not-rename {rename}")
        }
        Language::Chinese => {
            format!("是否为同一对象？请用 --rename {rename} 或 --not-rename {rename} 回答")
        }
    }
}
