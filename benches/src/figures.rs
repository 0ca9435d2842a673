//! Figures of several rounds.

use std::fmt;

/// Holds one figure of each round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(Vec<f64>);

impl Figures {
    /// Adds the figure of a round.
    pub(crate) fn push(&mut self, figure: f64) {
        let position = self
            .0
            .partition_point(|other| other.total_cmp(&figure).is_lt());
        self.0.insert(position, figure);
    }

    /// Returns the middle figure; of an even number of figures the mean of the two in the middle.
    pub(crate) fn median(&self) -> Option<f64> {
        let upper = self.0.get(self.0.len() / 2)?;
        let lower = self.0.get((self.0.len() - 1) / 2)?;
        Some(f64::midpoint(*lower, *upper))
    }
}

impl fmt::Display for Figures {
    /// Writes `median M [min A, max B] of N rounds`; the precision is that of the figures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(min), Some(median), Some(max)) = (self.0.first(), self.median(), self.0.last())
        else {
            return f.write_str("no rounds");
        };
        let digits = f.precision().unwrap_or(2);
        let rounds = self.0.len();
        write!(
            f,
            "median {median:.digits$} [min {min:.digits$}, max {max:.digits$}] of {rounds} rounds"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_summed_up() {
        let check = |figures: &[f64], expected: &str| {
            let mut all = Figures::default();
            for figure in figures {
                all.push(*figure);
            }
            assert_eq!(format!("{all:.1}"), expected);
        };
        check(&[], "no rounds");
        check(&[2.0], "median 2.0 [min 2.0, max 2.0] of 1 rounds");
        check(
            &[9.0, 1.0, 2.0],
            "median 2.0 [min 1.0, max 9.0] of 3 rounds",
        );
        check(
            &[4.0, 1.0, 9.0, 2.0],
            "median 3.0 [min 1.0, max 9.0] of 4 rounds",
        );
    }
}
