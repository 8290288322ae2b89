//! What a process has cost so far: processor time and memory, from `/proc`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What a process has used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// User and system time of each thread that lives, by thread id.
    threads: BTreeMap<u32, (String, Duration)>,
}

/// `/proc` does not say.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CostError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file does not have what it should.
    #[error("{0} is not as expected")]
    Unexpected(PathBuf),
}

impl Cost {
    /// Of process `pid`, until now. Nanoseconds on a processor come from each thread's
    /// `schedstat`: what `stat` calls user and system time is the same sum in ticks of 10 ms.
    ///
    /// # Errors
    /// When the process is gone.
    pub(crate) fn of(pid: u32) -> Result<Self, CostError> {
        let tasks = PathBuf::from(format!("/proc/{pid}/task"));
        let listed = std::fs::read_dir(&tasks).map_err(|source| CostError::Read {
            path: tasks.clone(),
            source,
        })?;
        let mut threads = BTreeMap::new();
        for task in listed.flatten() {
            let Ok(thread) = task.file_name().to_string_lossy().parse::<u32>() else {
                continue;
            };
            // A thread that ends between the listing and the reading took its time with it.
            let Ok(name) = read(task.path().join("comm")) else {
                continue;
            };
            let Ok(schedule) = read(task.path().join("schedstat")) else {
                continue;
            };
            let on_cpu_ns = schedule
                .split_whitespace()
                .next()
                .and_then(|word| word.parse().ok())
                .ok_or_else(|| CostError::Unexpected(task.path()))?;
            threads.insert(
                thread,
                (name.trim().to_owned(), Duration::from_nanos(on_cpu_ns)),
            );
        }
        Ok(Self { threads })
    }

    /// Processor time used since `before`, by thread name.
    pub(crate) fn since(&self, before: &Self) -> BTreeMap<String, Duration> {
        let mut used: BTreeMap<String, Duration> = BTreeMap::new();
        for (thread, (name, now)) in &self.threads {
            let then = before
                .threads
                .get(thread)
                .map_or(Duration::ZERO, |(_, then)| *then);
            *used.entry(name.clone()).or_default() += now.saturating_sub(then);
        }
        used
    }
}

/// Resident memory of process `pid`, in bytes.
///
/// # Errors
/// When the process is gone.
pub(crate) fn resident_bytes(pid: u32) -> Result<u64, CostError> {
    let path = PathBuf::from(format!("/proc/{pid}/status"));
    let status = read(path.clone())?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|value| value.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        .map(|kibibytes| kibibytes * 1024)
        .ok_or(CostError::Unexpected(path))
}

fn read(path: PathBuf) -> Result<String, CostError> {
    std::fs::read_to_string(&path).map_err(|source| CostError::Read { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_done_by_this_process_is_seen() {
        let pid = std::process::id();
        let before = Cost::of(pid).unwrap();
        let mut sum = 0u64;
        for i in 0..20_000_000u64 {
            sum = std::hint::black_box(sum.wrapping_add(i));
        }
        let used: Duration = Cost::of(pid).unwrap().since(&before).values().sum();
        assert!(used > Duration::from_millis(1), "{used:?}");
        assert!(resident_bytes(pid).unwrap() > 1 << 20);
    }
}
