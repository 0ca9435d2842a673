//! A runner that dies in the middle.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::shop::{ALLOWANCES, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_after_a_killed_one_ends_in_the_same_state() {
    let shop = Shop::released(20_000).await;
    let mut runner = shop
        .command("run", &shop.path("killed"))
        .args(ALLOWANCES)
        .arg("--yes")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(runner.stderr.take().unwrap()).lines();
    let copying = lines.any(|line| line.unwrap().contains("copy: copy the rows of orders"));
    runner.kill().unwrap();
    runner.wait().unwrap();
    assert!(copying, "the runner ended before it copied");
    assert!(
        !shop.leftovers().await.is_empty(),
        "it died before it left anything behind"
    );

    let ended = shop.migrate(&shop.path("again")).expect(0);
    assert!(
        ended
            .stderr
            .contains("is unfinished; its temp tables are removed"),
        "{}",
        ended.stderr
    );
    shop.assert_every_row_arrived().await;
    shop.diff().expect(0);
    let left = shop.leftovers().await;
    assert!(left.iter().all(|name| name.contains("_bak_")), "{left:?}");
}
