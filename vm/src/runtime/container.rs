//! The limits of the container that the process runs in: Linux control groups, version 1 and 2.
//!
//! `/proc/cgroups` tells which version rules, `/proc/self/cgroup` the process's groups, `/proc/self/mountinfo` where
//! their file systems are mounted and which part of them. A group's limits hold for the groups below it, so those of all
//! parents that can be seen count, and the lowest decides. All paths start at `root`, so that tests bring a tree of their
//! own. The manual is `cgroups(7)`.

use std::fs;
use std::path::{Path, PathBuf};

/// Processor shares of one processor.
const SHARES_PER_CPU: u64 = 1024;

/// The folders whose files hold the limits, the process's own group first, then its parents up to the mount.
#[derive(Debug, PartialEq)]
enum Folders {
    V1 {
        memory: Vec<PathBuf>,
        cpu: Vec<PathBuf>,
    },
    V2(Vec<PathBuf>),
}

/// The process's container.
#[derive(Debug, PartialEq)]
pub struct Container(Folders);

/// One line of `/proc/self/mountinfo` of a control group file system.
struct Mount<'a> {
    /// What of the file system is mounted.
    root: &'a str,
    point: &'a str,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn parse(line: &'a str) -> Option<Mount<'a>> {
        let (front, back) = line.split_once(" - ")?;
        let mut front = front.split(' ').skip(3);
        let (root, point) = (front.next()?, front.next()?);
        let mut back = back.split(' ');
        let (kind, options) = (back.next()?, back.nth(1)?);
        kind.starts_with("cgroup").then_some(Mount {
            root,
            point,
            kind,
            options,
        })
    }

    fn controls(&self, controller: &str) -> bool {
        self.kind == "cgroup" && self.options.split(',').any(|o| o == controller)
    }

    /// The folders of the group `path` and its parents, below `root` on this machine.
    fn folders(&self, root: &Path, path: &str) -> Vec<PathBuf> {
        // What lies outside of the mounted part cannot be seen; then the mount's own top is the group.
        let below = match self.root {
            "/" => path,
            mounted => path.strip_prefix(mounted).unwrap_or("/"),
        };
        let top = root.join(self.point.trim_start_matches('/'));
        let mut folder = top.join(below.trim_start_matches('/'));
        let mut folders = Vec::new();
        while folder != top && folder.starts_with(&top) {
            folders.push(folder.clone());
            folder.pop();
        }
        folders.push(top);
        folders
    }
}

fn read(path: &Path) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

fn number(folder: &Path, file: &str) -> Option<i64> {
    // The version 1 "no limit" does not fit into 63 bits everywhere.
    let text = read(&folder.join(file))?;
    text.parse::<i64>()
        .ok()
        .or_else(|| text.parse::<u64>().ok().map(|_| i64::MAX))
}

impl Container {
    /// The container by the files below `root`, `/` outside of tests. None where there are no control groups.
    pub fn find(root: &Path) -> Option<Container> {
        let groups = read(&root.join("proc/self/cgroup"))?;
        let mounts = read(&root.join("proc/self/mountinfo"))?;
        let mounts: Vec<_> = mounts.lines().filter_map(Mount::parse).collect();
        let path_of = |controller: &str| {
            groups.lines().find_map(|line| {
                let mut parts = line.splitn(3, ':').skip(1);
                let (controllers, path) = (parts.next()?, parts.next()?);
                controllers
                    .split(',')
                    .any(|c| c == controller)
                    .then_some(path)
            })
        };
        if is_unified(root) {
            let mount = mounts.iter().find(|m| m.kind == "cgroup2")?;
            let path = path_of("").unwrap_or("/");
            return Some(Container(Folders::V2(mount.folders(root, path))));
        }
        let folders = |controller: &str| {
            let mount = mounts.iter().find(|m| m.controls(controller))?;
            Some(mount.folders(root, path_of(controller)?))
        };
        Some(Container(Folders::V1 {
            memory: folders("memory")?,
            cpu: folders("cpu")?,
        }))
    }

    /// Bytes of memory that the process may use, if they are limited.
    pub fn memory_limit(&self) -> Option<u64> {
        let (folders, file) = match &self.0 {
            Folders::V1 { memory, .. } => (memory, "memory.limit_in_bytes"),
            Folders::V2(all) => (all, "memory.max"),
        };
        let limits = folders.iter().filter_map(|f| number(f, file));
        limits
            .filter(|&n| n >= 0)
            .min()
            .map(|n| n as u64)
            // Version 1 says "no limit" with a number that is no memory's size.
            .filter(|&n| n < i64::MAX as u64 & !0xf_ffff)
    }

    /// Processors' worth of running time that the process gets, rounded up, if it is limited.
    pub fn quota(&self) -> Option<u64> {
        let of = |quota: i64, period: i64| {
            (quota > 0 && period > 0).then(|| (quota as u64).div_ceil(period as u64))
        };
        match &self.0 {
            Folders::V1 { cpu, .. } => cpu
                .iter()
                .filter_map(|f| {
                    of(
                        number(f, "cpu.cfs_quota_us")?,
                        number(f, "cpu.cfs_period_us")?,
                    )
                })
                .min(),
            Folders::V2(all) => all
                .iter()
                .filter_map(|f| {
                    let text = read(&f.join("cpu.max"))?;
                    let (quota, period) = text.split_once(' ')?;
                    of(quota.parse().ok()?, period.parse().ok()?)
                })
                .min(),
        }
    }

    /// Processors' worth of shares, rounded up, if any are given.
    pub fn shares(&self) -> Option<u64> {
        let shares = match &self.0 {
            Folders::V1 { cpu, .. } => number(cpu.first()?, "cpu.shares")
                .filter(|&n| n > 0 && n != SHARES_PER_CPU as i64)?
                as u64,
            Folders::V2(all) => {
                let weight = number(all.first()?, "cpu.weight").filter(|&w| w > 0 && w != 100)?;
                shares_of_weight(weight as u64)
            }
        };
        Some(shares.div_ceil(SHARES_PER_CPU))
    }
}

/// Version 1 shares that became a version 2 weight: container tools map 2 to 262144 onto 1 to 10000, which rounds. The
/// nearest whole processor is meant.
fn shares_of_weight(weight: u64) -> u64 {
    let shares = (262_142 * weight - 1) / 9999 + 2;
    match shares {
        ..=SHARES_PER_CPU => shares,
        _ => (shares + SHARES_PER_CPU / 2) / SHARES_PER_CPU * SHARES_PER_CPU,
    }
}

/// True if the controllers that matter are all on the unified hierarchy of version 2.
fn is_unified(root: &Path) -> bool {
    let Some(controllers) = read(&root.join("proc/cgroups")) else {
        return true;
    };
    let mut found = controllers
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?))
        })
        .filter(|(name, _)| ["memory", "cpu", "cpuset", "cpuacct"].contains(name));
    found.all(|(_, hierarchy)| hierarchy == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of files that a container could show.
    struct Tree(PathBuf);

    impl Tree {
        fn new(name: &str, files: &[(&str, &str)]) -> Tree {
            let root =
                std::env::temp_dir().join(format!("hearth-cgroup-{name}-{}", std::process::id()));
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Tree(root)
        }
        fn container(&self) -> Option<Container> {
            Container::find(&self.0)
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    const V2_CONTROLLERS: &str = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t9\t1\ncpu\t0\t9\t1\n\
                                  cpuacct\t0\t9\t1\nmemory\t0\t9\t1\nnet_cls\t5\t1\t1\n";
    const V1_CONTROLLERS: &str = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t3\t1\t1\ncpu\t1\t1\t1\n\
                                  cpuacct\t2\t1\t1\nmemory\t4\t50\t1\n";
    const V2_MOUNT: &str =
        "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
    const V1_UNLIMITED: &str = "9223372036854771712\n";

    #[test]
    fn version_2_at_the_root() {
        let tree = Tree::new(
            "v2",
            &[
                ("proc/cgroups", V2_CONTROLLERS),
                ("proc/self/cgroup", "0::/\n"),
                ("proc/self/mountinfo", V2_MOUNT),
                ("sys/fs/cgroup/memory.max", "536870912\n"),
                ("sys/fs/cgroup/cpu.max", "150000 100000\n"),
                ("sys/fs/cgroup/cpu.weight", "79\n"),
            ],
        );
        let c = tree.container().unwrap();
        assert_eq!(c.memory_limit(), Some(512 << 20));
        assert_eq!(c.quota(), Some(2));
        assert_eq!(c.shares(), Some(2));
    }

    #[test]
    fn version_2_nested_takes_the_lowest_limit_of_the_parents() {
        let tree = Tree::new(
            "nested",
            &[
                ("proc/cgroups", V2_CONTROLLERS),
                ("proc/self/cgroup", "0::/system.slice/a.service\n"),
                ("proc/self/mountinfo", V2_MOUNT),
                ("sys/fs/cgroup/system.slice/memory.max", "1073741824\n"),
                ("sys/fs/cgroup/system.slice/cpu.max", "max 100000\n"),
                ("sys/fs/cgroup/system.slice/a.service/memory.max", "max\n"),
                (
                    "sys/fs/cgroup/system.slice/a.service/cpu.max",
                    "50000 100000\n",
                ),
                ("sys/fs/cgroup/system.slice/a.service/cpu.weight", "100\n"),
            ],
        );
        let c = tree.container().unwrap();
        assert_eq!(c.memory_limit(), Some(1 << 30));
        assert_eq!(c.quota(), Some(1));
        assert_eq!(c.shares(), None);
    }

    #[test]
    fn version_1_by_host_path_and_in_a_container() {
        let groups = "4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n0::/\n";
        let files = |memory_root: &str, folder: &str| {
            let mounts = format!(
                "32 31 0:29 {memory_root} /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n\
                 35 31 0:32 {memory_root} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
            );
            [
                ("proc/cgroups".to_owned(), V1_CONTROLLERS.to_owned()),
                ("proc/self/cgroup".to_owned(), groups.to_owned()),
                ("proc/self/mountinfo".to_owned(), mounts),
                (
                    format!("sys/fs/cgroup/memory{folder}/memory.limit_in_bytes"),
                    "268435456\n".to_owned(),
                ),
                (
                    "sys/fs/cgroup/memory/memory.limit_in_bytes".to_owned(),
                    "268435456\n".to_owned(),
                ),
                (
                    format!("sys/fs/cgroup/cpu{folder}/cpu.cfs_quota_us"),
                    "250000\n".to_owned(),
                ),
                (
                    format!("sys/fs/cgroup/cpu{folder}/cpu.cfs_period_us"),
                    "100000\n".to_owned(),
                ),
                (
                    format!("sys/fs/cgroup/cpu{folder}/cpu.shares"),
                    "2048\n".to_owned(),
                ),
            ]
        };
        for (name, root, folder) in [
            ("v1host", "/", "/docker/abc"),
            ("v1inside", "/docker/abc", ""),
        ] {
            let files = files(root, folder);
            let files: Vec<_> = files
                .iter()
                .map(|(p, t)| (p.as_str(), t.as_str()))
                .collect();
            let tree = Tree::new(name, &files);
            let c = tree.container().unwrap();
            assert_eq!(c.memory_limit(), Some(256 << 20), "{name}");
            assert_eq!((c.quota(), c.shares()), (Some(3), Some(2)), "{name}");
        }
    }

    #[test]
    fn version_1_without_limits() {
        let tree = Tree::new(
            "free",
            &[
                ("proc/cgroups", V1_CONTROLLERS),
                ("proc/self/cgroup", "4:memory:/\n1:cpu:/\n"),
                (
                    "proc/self/mountinfo",
                    "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n\
                     35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
                ),
                ("sys/fs/cgroup/memory/memory.limit_in_bytes", V1_UNLIMITED),
                ("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"),
                ("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
                ("sys/fs/cgroup/cpu/cpu.shares", "1024\n"),
            ],
        );
        let c = tree.container().unwrap();
        assert_eq!(
            (c.memory_limit(), c.quota(), c.shares()),
            (None, None, None)
        );
        assert_eq!(Tree::new("none", &[("a", "")]).container(), None);
    }

    #[test]
    fn weights_stand_for_whole_processors() {
        assert_eq!(shares_of_weight(39), 1024);
        assert_eq!(shares_of_weight(79), 2048);
        assert_eq!(shares_of_weight(1), 28);
    }
}
