//! Time, for the crates that take it as an argument.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use obmigrate_exec::Clock;
use obmigrate_model::plan::RunId;

use crate::failure::Failure;

/// Sleeps on the runtime's timer.
pub(crate) struct Timer;

#[async_trait]
impl Clock for Timer {
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A point in time in UTC.
#[derive(Clone, Copy)]
pub(crate) struct Utc {
    year: u64,
    month: u64,
    day: u64,
    second_of_day: u64,
}

impl Utc {
    pub(crate) fn now() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self::from_unix(since.as_secs())
    }

    /// Howard Hinnant's days-to-civil algorithm, for days after 1970.
    const fn from_unix(seconds: u64) -> Self {
        let days = seconds / 86_400 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        Self {
            year,
            month,
            day,
            second_of_day: seconds % 86_400,
        }
    }

    const fn time(self) -> (u64, u64, u64) {
        (
            self.second_of_day / 3_600,
            self.second_of_day / 60 % 60,
            self.second_of_day % 60,
        )
    }

    /// `2026-11-23T09:31:58Z`
    pub(crate) fn iso(self) -> String {
        let (hour, minute, second) = self.time();
        let Self {
            year, month, day, ..
        } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// `20261123093158`
    pub(crate) fn run_id(self) -> Result<RunId, Failure> {
        let (hour, minute, second) = self.time();
        let Self {
            year, month, day, ..
        } = self;
        RunId::new(&format!(
            "{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}"
        ))
        .map_err(|error| Failure::error("runner/clock", error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::Utc;

    #[test]
    fn days_become_dates() {
        let check = |seconds, expected: &str| assert_eq!(Utc::from_unix(seconds).iso(), expected);
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_399, "2000-02-28T23:59:59Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_795_426_318, "2026-11-23T09:31:58Z");
    }
}
