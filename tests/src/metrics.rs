//! The server's `/metrics`, read back.

use std::collections::BTreeMap;

/// One reading of the OpenMetrics text, by sample name with its labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics(BTreeMap<String, f64>);

impl Metrics {
    /// Reads the text; lines that are no samples are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| {
                    let (name, value) = line.rsplit_once(' ')?;
                    Some((name.to_owned(), value.parse().ok()?))
                })
                .collect(),
        )
    }

    /// A sample's value.
    ///
    /// # Panics
    /// When there is none of that name: a test that looks for it has failed.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        match self.0.get(name) {
            Some(value) => *value,
            None => panic!("no {name} among the metrics: {:#?}", self.0),
        }
    }

    /// Whether there is a sample of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The sum of every sample whose name, labels included, begins with `prefix`.
    #[must_use]
    pub fn sum(&self, prefix: &str) -> f64 {
        self.0
            .iter()
            .filter(|(name, _)| name.starts_with(prefix))
            .map(|(_, value)| value)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_read_with_their_labels() {
        let metrics = Metrics::parse(
            "# TYPE a counter\na_total 7\nb{route=\"/x y\",status=\"200\"} 1.5\n\
             b{route=\"/z\",status=\"404\"} 2\n# EOF\n",
        );
        assert_eq!(metrics.get("a_total"), 7.0);
        assert_eq!(metrics.get("b{route=\"/x y\",status=\"200\"}"), 1.5);
        assert_eq!(metrics.sum("b{"), 3.5);
    }
}
