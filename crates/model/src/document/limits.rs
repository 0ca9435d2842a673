//! How much a reader takes.

/// Bounds what a reader takes, so that no document can exhaust the memory or the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "any two numbers are limits")]
pub struct Limits {
    /// The most bytes.
    pub bytes: usize,
    /// Objects and lists inside each other that are refused; more than 128 counts as 128.
    pub depth: usize,
}

impl Default for Limits {
    /// 1 GiB, and 128 objects and lists inside each other.
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            depth: MOST_DEPTH,
        }
    }
}

/// Where `serde_json` gives up.
const MOST_DEPTH: usize = 128;

impl Limits {
    /// Says whether a text goes as deep as is refused.
    pub(crate) fn are_too_shallow_for(self, text: &[u8]) -> bool {
        let most = self.depth.min(MOST_DEPTH);
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        for byte in text {
            if in_string {
                in_string = escaped || *byte != b'"';
                escaped = !escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => {
                    depth += 1;
                    if depth >= most {
                        return true;
                    }
                }
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        false
    }
}
