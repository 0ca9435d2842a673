//! What a rebuild copies, against what the validation says of it: a row that says something else
//! afterwards is told, and one that says the same is not.

use obmigrate_codegen::conversion;
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Ident, Statement};
use obmigrate_verify::form::Form;

use super::reading::Reading;
use super::{COLUMN, QUOTED, Server};

impl Server {
    /// Compares the rows that were taken in both ways.
    pub(super) async fn check_told(
        &mut self,
        (source, target): (&str, &str),
        types: &[DataType; 2],
    ) {
        let column = Ident::new(COLUMN).unwrap();
        if conversion(&column, &types[0], &types[1]).is_none() {
            return;
        }
        let reading = Reading::new(&types[0], &types[1]);
        let (source_form, target_form) = Form::pair(&types[0], &types[1]);
        let mut sides = Vec::new();
        for (table, form, data_type) in [
            (source, source_form, &types[0]),
            (target, target_form, &types[1]),
        ] {
            let mut sql = Writer::new(Dialect::OceanBase);
            form.write(&column, &mut sql);
            let read = reading.expression(QUOTED, data_type);
            let sql = format!(
                "SELECT {}, {read} FROM {table} WHERE id IN (SELECT id FROM {target}) ORDER BY id",
                sql.finish()
            );
            sides.push(self.rows(&Statement::new(sql)).await);
        }
        for (before, after) in sides[0].iter().zip(&sides[1]) {
            let is_told = before[0] != after[0];
            let is_same = reading.is_same(&before[1], &after[1])
                || reading.says_the_same(&before[1], &after[1]);
            assert_ne!(
                is_told,
                is_same,
                "{} to {}: {:?} became {:?}",
                types[0],
                types[1],
                before[1].as_text(),
                after[1].as_text()
            );
        }
    }
}
