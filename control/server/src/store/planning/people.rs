//! People on the venues' rosters, and when presenters can present.

use control_wire::VenueNumber;
use control_wire::rest::planning::board::Headcount;
use control_wire::rest::planning::items::PresenterOf;
use control_wire::rest::planning::street::{NewRosterPerson, RosterPerson};

use super::{PlanningWriteError, found, of_json, small, to_json};
use crate::store::{Store, StoreFailed, next_number, venue_number};

/// id, venue, name, role, email.
type PersonRow = (i64, i64, String, i64, Option<String>);

impl Store {
    /// People on the rosters, of one venue or of all, by venue, role and name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roster_people(
        &self,
        venue: Option<VenueNumber>,
    ) -> Result<Vec<RosterPerson>, StoreFailed> {
        let all = "SELECT id, venue, name, role, email FROM roster_people
                   ORDER BY venue, role, name";
        let of_venue = "SELECT id, venue, name, role, email FROM roster_people
                        WHERE venue = $1 ORDER BY venue, role, name";
        let rows: Vec<PersonRow> = match venue {
            None => sqlx::query_as(all).fetch_all(&self.read).await?,
            Some(venue) => {
                sqlx::query_as(of_venue)
                    .bind(i64::from(venue))
                    .fetch_all(&self.read)
                    .await?
            }
        };
        rows.into_iter().map(person).collect()
    }

    /// Puts people on the rosters: all of them, or none.
    ///
    /// # Errors
    /// When one is there already, or names a venue or role that there is not.
    pub async fn add_roster_people(
        &self,
        people: &[NewRosterPerson],
    ) -> Result<Vec<RosterPerson>, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let mut added = Vec::with_capacity(people.len());
        for new in people {
            let id = next_number(&mut transaction, "roster-person").await?;
            sqlx::query(
                "INSERT INTO roster_people (id, venue, name, role, email)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(id)
            .bind(i64::from(new.venue))
            .bind(&new.name)
            .bind(i64::from(new.role))
            .bind(new.email.as_deref())
            .execute(&mut *transaction)
            .await?;
            added.push(RosterPerson {
                id,
                venue: new.venue,
                name: new.name.clone(),
                role: new.role,
                email: new.email.clone(),
            });
        }
        transaction.commit().await?;
        Ok(added)
    }

    /// Changes who somebody on a roster is.
    ///
    /// # Errors
    /// When there is nobody of that number, or somebody else is that person already.
    pub async fn change_roster_person(
        &self,
        id: i64,
        person: &NewRosterPerson,
    ) -> Result<(), PlanningWriteError> {
        let changed = sqlx::query(
            "UPDATE roster_people SET venue = $1, name = $2, role = $3, email = $4 WHERE id = $5",
        )
        .bind(i64::from(person.venue))
        .bind(&person.name)
        .bind(i64::from(person.role))
        .bind(person.email.as_deref())
        .bind(id)
        .execute(&self.write)
        .await?;
        found(changed.rows_affected())
    }

    /// Takes somebody off a roster.
    ///
    /// # Errors
    /// When there is nobody of that number.
    pub async fn remove_roster_person(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM roster_people WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    pub(super) async fn headcounts(&self) -> Result<Vec<Headcount>, StoreFailed> {
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT venue, role, COUNT(*) FROM roster_people
             GROUP BY venue, role ORDER BY venue, role",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(venue, role, people)| {
                Ok(Headcount {
                    venue: venue_number("roster_people", venue)?,
                    role: small("roster_people", role)?,
                    people: small("roster_people", people)?,
                })
            })
            .collect()
    }

    /// Presenters whose hours are limited, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn presenters(&self) -> Result<Vec<PresenterOf>, StoreFailed> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT name, hours FROM presenters ORDER BY name")
                .fetch_all(&self.read)
                .await?;
        rows.into_iter()
            .map(|(name, hours)| {
                Ok(PresenterOf {
                    name,
                    hours: of_json("presenters", &hours)?,
                })
            })
            .collect()
    }

    /// Says when a presenter can present; without any hours, at any time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_presenter(&self, presenter: &PresenterOf) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        sqlx::query("DELETE FROM presenters WHERE name = $1")
            .bind(&presenter.name)
            .execute(&mut *transaction)
            .await?;
        if !presenter.hours.is_empty() {
            sqlx::query("INSERT INTO presenters (name, hours) VALUES ($1, $2)")
                .bind(&presenter.name)
                .bind(to_json("presenters", &presenter.hours)?)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn person((id, venue, name, role, email): PersonRow) -> Result<RosterPerson, StoreFailed> {
    Ok(RosterPerson {
        id,
        venue: venue_number("roster_people", venue)?,
        name,
        role: small("roster_people", role)?,
        email,
    })
}
