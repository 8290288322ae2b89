//! The command line. Every option can also be set by an environment variable.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

/// 拼会 Pinhui：一个主会场和多个分会场的视频会议 · meetings of a main venue and its branch venues
#[derive(Debug, Parser)]
#[command(name = "pinhui", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the binary can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 启动服务器 · Runs the server, by default with its media node inside
    Serve(ServeOptions),
    /// 启动独立媒体节点 · Runs a separate media node for a server
    Sfu(SfuOptions),
    /// 核对导出的会议记录 · Checks an exported record, without a server
    Verify(VerifyOptions),
    /// 模拟会场 · Runs synthetic venues against a server, one for each device link
    Rehearse(RehearseOptions),
    /// 发送邮件的进程，由 serve 启动 · The process that sends mail; serve starts it
    #[command(hide = true)]
    Post(PostOptions),
}

/// Options of `pinhui serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// 演示：一个街道、33 个分会场、一场进行中的会议 · Demo: a street, 33 branch venues, one live session
    #[arg(long, env = "PINHUI_DEMO")]
    pub demo: bool,

    /// 数据目录 · Where data live
    #[arg(
        long,
        env = "PINHUI_DATA_DIR",
        default_value = "./pinhui-data",
        value_name = "DIR"
    )]
    pub data_dir: PathBuf,

    /// PostgreSQL 数据库地址；不写则用数据目录里的 SQLite · Address of a PostgreSQL database; without it SQLite in the data directory
    #[arg(
        long,
        env = "PINHUI_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database: Option<Url>,

    /// HTTPS 地址 · Address and port of HTTPS
    #[arg(
        long,
        env = "PINHUI_HTTPS_LISTEN",
        default_value = "0.0.0.0:8443",
        value_name = "ADDR"
    )]
    pub https_listen: SocketAddr,

    /// HTTP 地址（本机使用和证书说明）· Address and port of plain HTTP (this machine, and the trust page)
    #[arg(
        long,
        env = "PINHUI_HTTP_LISTEN",
        default_value = "0.0.0.0:8080",
        value_name = "ADDR"
    )]
    pub http_listen: SocketAddr,

    /// 自有证书链 PEM · Certificate chain (PEM); without it a local authority is made
    #[arg(
        long,
        env = "PINHUI_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,

    /// 自有证书私钥 PEM · Private key (PEM) of the certificate
    #[arg(
        long,
        env = "PINHUI_TLS_KEY",
        value_name = "FILE",
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,

    /// Media options.
    #[command(flatten)]
    pub media: MediaOptions,

    /// 使用独立媒体节点 · Do not run the media node inside; wait for a separate one
    #[arg(long, env = "PINHUI_NO_EMBEDDED_NODE")]
    pub no_embedded_node: bool,

    /// 独立媒体节点的密钥文件 · Secret shared with the separate node; made in the data directory without it
    #[arg(
        long,
        env = "PINHUI_NODE_SECRET_FILE",
        value_name = "FILE",
        requires = "no_embedded_node"
    )]
    pub node_secret_file: Option<PathBuf>,
}

/// Options of `pinhui post`.
#[derive(Debug, Clone, Args)]
pub struct PostOptions {
    /// 数据目录 · Where data live
    #[arg(long, env = "PINHUI_DATA_DIR", value_name = "DIR")]
    pub data_dir: PathBuf,

    /// PostgreSQL 数据库地址 · Address of a PostgreSQL database, where the server uses one
    #[arg(
        long,
        env = "PINHUI_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database: Option<Url>,
}

/// Options of the media node, embedded or separate.
#[derive(Debug, Clone, Args)]
pub struct MediaOptions {
    /// 对外公布的媒体地址，可重复 · Address written into media candidates, repeatable; without it every interface's
    #[arg(
        long,
        env = "PINHUI_ADVERTISE",
        value_name = "ADDR",
        value_delimiter = ','
    )]
    pub advertise: Vec<IpAddr>,

    /// 第一个媒体 UDP 端口，0 为任意 · First UDP port for media, one for each worker; 0 = any
    #[arg(
        long,
        env = "PINHUI_MEDIA_PORT",
        default_value_t = 40000,
        value_name = "PORT"
    )]
    pub media_port: u16,

    /// 媒体线程数，默认每核一个 · Media threads; without it one for each core
    #[arg(long, env = "PINHUI_MEDIA_WORKERS", value_name = "N")]
    pub media_workers: Option<usize>,

    /// 媒体端口绑定的地址 · Address that the media ports are bound to
    #[arg(
        long,
        env = "PINHUI_MEDIA_BIND",
        default_value = "0.0.0.0",
        value_name = "ADDR"
    )]
    pub media_bind: IpAddr,
}

/// Options of `pinhui sfu`.
#[derive(Debug, Clone, Args)]
pub struct SfuOptions {
    /// 服务器地址 · The server, such as https://meeting.example:8443
    #[arg(long, env = "PINHUI_CONTROL", value_name = "URL")]
    pub control: Url,

    /// 与服务器相同的密钥文件 · File with the secret that the server knows
    #[arg(long, env = "PINHUI_SECRET_FILE", value_name = "FILE")]
    pub secret_file: PathBuf,

    /// 服务器本地 CA 证书 · The server's local authority (PEM), where it has one
    #[arg(long, env = "PINHUI_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Media options.
    #[command(flatten)]
    pub media: MediaOptions,
}

/// Options of `pinhui rehearse`.
#[derive(Debug, Clone, Args)]
pub struct RehearseOptions {
    /// 会场链接，可重复 · A venue's device link, repeatable: one synthetic venue each
    #[arg(
        long = "link",
        env = "PINHUI_LINKS",
        value_name = "URL",
        required = true,
        value_delimiter = ','
    )]
    pub links: Vec<Url>,

    /// 服务器本地 CA 证书 · The server's local authority (PEM), where it has one
    #[arg(long, env = "PINHUI_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// 只发小画面 · Publish the small picture only
    #[arg(long, env = "PINHUI_LOW_ONLY")]
    pub low_only: bool,

    /// 只发不收 · Publish, but do not receive the stage
    #[arg(long, env = "PINHUI_PUBLISH_ONLY")]
    pub publish_only: bool,
}

/// Options of `pinhui verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyOptions {
    /// 导出的 JSON 文件 · The exported JSON file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// 应有的签名公钥，64 位十六进制 · The key it has to be signed by, 64 hexadecimal digits
    #[arg(long, value_name = "HEX")]
    pub key: Option<String>,

    /// 存档文件 record-heads.jsonl · The archive to compare with
    #[arg(long, value_name = "FILE")]
    pub heads: Option<PathBuf>,
}
