//! An empty database for one test.

use std::path::PathBuf;

use control_server::store::Store;
use control_wire::VenueNumber;
use control_wire::rest::Venue;
use sqlx::Connection as _;
use tempfile::TempDir;
use url::Url;

use crate::postgres;

/// Unix milliseconds at which the tests play.
pub(crate) const NOW_MS: i64 = 1_795_000_000_000;

/// Where the database is.
enum Place {
    File(TempDir),
    Server(Url),
}

/// A database and the stores over it.
pub(crate) struct Ground {
    /// One store on SQLite, which one server uses at a time; two on PostgreSQL.
    pub(crate) stores: Vec<Store>,
    place: Place,
}

impl Ground {
    pub(crate) async fn sqlite() -> Self {
        let place = Place::File(tempfile::tempdir().unwrap());
        Self {
            stores: vec![place.open().await],
            place,
        }
    }

    /// `None` where PostgreSQL is not installed and nobody insists on it.
    pub(crate) async fn postgres() -> Option<Self> {
        let place = Place::Server(postgres::database().await?);
        Some(Self {
            stores: vec![place.open().await, place.open().await],
            place,
        })
    }

    pub(crate) fn store(&self) -> &Store {
        &self.stores[0]
    }

    /// The `n`th writer's store: the stores in turn.
    pub(crate) fn turn(&self, n: usize) -> Store {
        self.stores[n % self.stores.len()].clone()
    }

    /// Closes every store and opens the database again.
    pub(crate) async fn restart(&mut self) {
        for store in &self.stores {
            store.close().await;
        }
        self.stores = vec![self.place.open().await];
    }

    /// Runs a statement behind the store's back.
    pub(crate) async fn execute(&self, statement: &str) {
        sqlx::any::install_default_drivers();
        let address = match &self.place {
            Place::File(directory) => {
                let file = Url::from_file_path(database_file(directory)).unwrap();
                format!("sqlite://{}", file.path())
            }
            Place::Server(address) => address.to_string(),
        };
        let mut connection = sqlx::AnyConnection::connect(&address).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    }

    /// Adds the main venue and branch venues 3 and 7.
    pub(crate) async fn street(&self) {
        for (number, name) in [(0, "主会场"), (3, "艺康苑"), (7, "三泉家园")] {
            self.store().add_venue(&venue(number, name)).await.unwrap();
        }
    }
}

impl Place {
    async fn open(&self) -> Store {
        match self {
            Self::File(directory) => Store::open(&database_file(directory)).await,
            Self::Server(address) => Store::connect(address).await,
        }
        .unwrap()
    }
}

/// Characters that an address would have to escape are part of the name.
fn database_file(directory: &TempDir) -> PathBuf {
    directory.path().join("a street #1?%.db")
}

pub(crate) fn venue(number: VenueNumber, short_name: &str) -> Venue {
    Venue {
        number,
        name: format!("{short_name}居委会"),
        short_name: short_name.to_owned(),
    }
}
