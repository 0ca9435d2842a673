use obmigrate_diff::{Language, Options, Sides, diff, render_text, report};
use obmigrate_model::{Document, Schema, canonical};

/// Says in what live and desired differ; both are documents as the sidecar takes them.
pub(crate) fn compare(live: &str, desired: &str) -> Result<String, Box<dyn std::error::Error>> {
    let live = canonical::normalise(&Document::<Schema>::from_json(live)?.body);
    let desired = canonical::normalise(&Document::<Schema>::from_json(desired)?.body);
    let merge = diff(&live, &desired, &Options::default())?;
    let sides = Sides {
        base: &live,
        desired: &desired,
        live: &live,
    };
    Ok(render_text(
        &report(sides, merge, Vec::new())?,
        Language::English,
    ))
}
