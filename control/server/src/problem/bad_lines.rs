//! A file of which nothing is taken, because lines of it are bad.

use axum::http::StatusCode;
use control_wire::rest::planning::BadLine;

use super::{Explain, Explanation, Words};

/// Line numbers that are named in words; the problem document has every line.
const NAMED_MAX: usize = 8;

/// Lines of a file are bad: nothing of it came in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} lines of the file are bad", .0.len())]
pub struct BadLines(pub Vec<BadLine>);

impl Explain for BadLines {
    fn explain(&self) -> Explanation {
        let named: Vec<String> = self
            .0
            .iter()
            .take(NAMED_MAX)
            .map(|bad| bad.line.to_string())
            .collect();
        let (more_zh, more_en) = if self.0.len() > NAMED_MAX {
            (" 等", " and others")
        } else {
            ("", "")
        };
        let chinese = Words {
            title: format!("文件中有 {} 行不对，没有导入任何内容", self.0.len()).into(),
            detail: format!(
                "请改好第 {}{more_zh} 行后重新导入；每行的问题见 bad_lines。",
                named.join("、")
            )
            .into(),
        };
        let english = Words {
            title: format!("Bad lines in the file: {}. Nothing came in", self.0.len()).into(),
            detail: format!(
                "Mend these lines and import the file again: {}{more_en}. bad_lines says what is wrong with each.",
                named.join(", ")
            )
            .into(),
        };
        Explanation {
            bad_lines: self.0.clone(),
            ..Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad-lines",
                chinese,
                english,
            )
        }
    }
}
