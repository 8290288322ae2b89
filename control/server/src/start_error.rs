//! Why a start failed, in one line that says what to do: Chinese first, then English.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::accounts::passwords::HashFailed;
use crate::attendance::archive::ArchiveError;
use crate::attendance::verify_file::VerifyError;
use crate::data_dir::DataDirError;
use crate::entropy::NoEntropy;
use crate::routes::links::LinkError;
use crate::session_life::SessionError;
use crate::store::departments::NameDepartmentError;
use crate::store::venues::ChangeVenueError;
use crate::store::{OpenStoreError, StoreFailed};
use crate::tls::{CertificateError, LocalAuthorityError, WriteError};

/// Why the server, a node or a rehearsal did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another server uses the data directory.
    #[error("数据目录 {} 正被另一个 pinhui 使用，请先停止它或用 --data-dir 另选 · {} is used by another pinhui: stop it, or choose another --data-dir", .0.display(), .0.display())]
    DataDirInUse(PathBuf),
    /// The data directory cannot be made or written to.
    #[error("数据目录 {} 不能写入（{source}），请改权限或用 --data-dir 另选 · cannot write to {}: change its permissions, or choose another --data-dir", .directory.display(), .directory.display())]
    DataDirUnusable {
        /// The directory.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A port is taken, or not allowed.
    #[error(
        "不能监听 {address}（{source}），请停止占用它的程序，或用 {option} 换一个端口 · cannot listen on {address}: stop the program that has it, or choose another with {option}"
    )]
    Listen {
        /// The address and port.
        address: SocketAddr,
        /// The option that chooses it.
        option: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The media node did not start.
    #[error(
        "媒体节点没能启动（{0}），请检查 --media-port、--media-workers 和 --advertise · the media node did not start: check --media-port, --media-workers and --advertise"
    )]
    Node(#[from] sfu_server::StartError),
    /// The certificate cannot be used.
    #[error(
        "证书不可用（{0}），请检查 --tls-cert 和 --tls-key · the certificate cannot be used: check --tls-cert and --tls-key"
    )]
    Certificate(#[from] CertificateError),
    /// The local authority cannot be used.
    #[error(
        "本地证书不可用（{0}），请检查数据目录下的 tls · the local certificates cannot be used: check tls in the data directory"
    )]
    LocalAuthority(#[from] LocalAuthorityError),
    /// The database cannot be opened.
    #[error(
        "数据库打不开（{0}），请检查数据目录里的 pinhui.db，必要时从备份恢复 · the database cannot be opened: check pinhui.db in the data directory, restore a backup if need be"
    )]
    OpenStore(#[from] OpenStoreError),
    /// The database server cannot be used.
    #[error(
        "数据库服务器用不了（{0}），请检查 --database 的地址、账号，以及 PostgreSQL 是否在运行 · the database server cannot be used: check the address and the account in --database, and that PostgreSQL runs"
    )]
    ConnectStore(#[source] OpenStoreError),
    /// The key that signs records, or their archive, cannot be used.
    #[error(
        "会议记录的密钥或存档不可用（{0}），请检查数据目录里的 record-key 和 record-heads.jsonl · the key or the archive of records cannot be used: check record-key and record-heads.jsonl in the data directory"
    )]
    RecordArchive(#[from] ArchiveError),
    /// A record could not be checked.
    #[error(
        "记录没能核对（{0}），请检查文件名和权限 · the record was not checked: see to the file's name and rights"
    )]
    Verify(#[from] VerifyError),
    /// The database failed.
    #[error("数据库出错（{0}），请检查磁盘空间 · the database failed: check the free disk space")]
    Store(#[from] StoreFailed),
    /// A secret file cannot be read.
    #[error("密钥文件 {} 读不了（{source}），请检查路径和权限 · cannot read the secret file {}: check its path and permissions", .file.display(), .file.display())]
    SecretFile {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A secret is too short to be one.
    #[error("密钥文件 {} 太短，至少 {chars_min} 个字符，例如 openssl rand -hex 32 · the secret in {} is shorter than {chars_min} characters; make one with openssl rand -hex 32", .file.display(), .file.display())]
    SecretTooShort {
        /// The file.
        file: PathBuf,
        /// The shortest there may be.
        chars_min: usize,
    },
    /// A secret file could not be written.
    #[error("密钥文件写不了（{0}） · cannot write the secret file")]
    WriteSecret(#[from] WriteError),
    /// A certificate to trust cannot be read.
    #[error("证书文件 {} 读不了（{source}），请检查 --ca-file · cannot read the certificate {}: check --ca-file", .file.display(), .file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The data directory belongs to a real street.
    #[error(
        "数据目录里已有真实街道的会场，演示不会改动它；请为演示另选 --data-dir · this data directory holds a real street, which a demo does not touch: choose another --data-dir for the demo"
    )]
    DemoOverRealStreet,
    /// The demo's street could not be made.
    #[error("演示数据没能建立（{0}） · the demo's street could not be made")]
    Demo(#[from] DemoError),
    /// The synthetic venues did not start.
    #[error("模拟会场没能启动（{0}） · the synthetic venues did not start")]
    Rehearsal(#[from] rehearse::StartError),
    /// The link to the control plane is not possible.
    #[error("媒体节点不能连接服务器（{0}） · the media node cannot link to the server")]
    NodeLink(#[from] sfu_server::link::LinkError),
    /// Passwords cannot be hashed.
    #[error("密码算法不可用（{0}） · passwords cannot be hashed")]
    Passwords(#[from] HashFailed),
    /// The operating system gives no randomness.
    #[error("系统不提供随机数（{0}） · no random numbers")]
    Entropy(#[from] NoEntropy),
    /// The operating system does not let us listen to signals or write to the terminal.
    #[error("系统不允许（{0}） · the operating system does not allow it")]
    System(#[from] io::Error),
}

/// Why the demo's street could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A department.
    #[error(transparent)]
    Department(#[from] NameDepartmentError),
    /// A venue.
    #[error(transparent)]
    Venue(#[from] ChangeVenueError),
    /// A link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The session.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl From<DataDirError> for StartError {
    fn from(error: DataDirError) -> Self {
        match error {
            DataDirError::Unusable { directory, source } => {
                Self::DataDirUnusable { directory, source }
            }
            DataDirError::InUse { directory } => Self::DataDirInUse(directory),
        }
    }
}
