//! Roles, lines, people, the calendar, quotas, approvers.

use control_wire::VenueNumber;
use control_wire::rest::planning::board::Headcount;
use control_wire::rest::planning::items::PresenterOf;
use control_wire::rest::planning::street::{
    Approvers, CalendarDay, Delegate, DepartmentStanding, Line, NewDepartmentStanding, NewQuota,
    NewRosterPerson, ProtectedHoursOf, QuotaOf, RosterPerson, StreetCalendar, StreetRole,
};
use planning::street::Street;
use sqlx::{Any, Transaction};

use super::{PlanningWriteError, of_json, of_word, small, to_json, to_word};
use crate::store::{Store, StoreFailed, next_number, venue_number};

/// id, venue, name, role, email.
type PersonRow = (i64, i64, String, i64, Option<String>);
/// id, department, line, from, until, allowed.
type QuotaRow = (i64, Option<i64>, Option<i64>, String, String, i64);
/// weekday, date, from, until, note.
type HoursRow = (Option<i64>, Option<String>, i64, i64, String);
/// leader, delegate, from, until.
type ApproversRow = (Option<i64>, Option<i64>, Option<String>, Option<String>);

impl Store {
    /// Everything planning knows of the street.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn planning_street(&self) -> Result<Street, StoreFailed> {
        Ok(Street {
            venues: self.venues().await?,
            roles: self.street_roles().await?,
            headcounts: self.headcounts().await?,
            lines: self.lines().await?,
            departments: self.department_standings().await?,
            series: self.series().await?,
            calendar: self.street_calendar().await?,
            quotas: self.quotas().await?,
            presenters: self.presenters().await?,
        })
    }

    /// Every role, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn street_roles(&self) -> Result<Vec<StreetRole>, StoreFailed> {
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT number, name FROM street_roles ORDER BY number")
                .fetch_all(&self.read)
                .await?;
        rows.into_iter()
            .map(|(number, name)| {
                Ok(StreetRole {
                    number: small("street_roles", number)?,
                    name,
                })
            })
            .collect()
    }

    /// Makes these all the roles there are.
    ///
    /// # Errors
    /// When a name is there twice, or somebody on a roster has a role that would go.
    pub async fn set_street_roles(&self, roles: &[StreetRole]) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let numbers: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM street_roles ORDER BY number")
                .fetch_all(&mut *transaction)
                .await?;
        for number in numbers {
            if roles.iter().any(|role| i64::from(role.number) == number) {
                // Out of the way of a name that only changes its number.
                sqlx::query("UPDATE street_roles SET name = $1 WHERE number = $2")
                    .bind(format!("#{number}"))
                    .bind(number)
                    .execute(&mut *transaction)
                    .await?;
            } else {
                sqlx::query("DELETE FROM street_roles WHERE number = $1")
                    .bind(number)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        for role in roles {
            sqlx::query(
                "INSERT INTO street_roles (number, name) VALUES ($1, $2)
                 ON CONFLICT (number) DO UPDATE SET name = excluded.name",
            )
            .bind(i64::from(role.number))
            .bind(&role.name)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every line, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&self) -> Result<Vec<Line>, StoreFailed> {
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM lines ORDER BY id")
            .fetch_all(&self.read)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(id, name)| Line { id, name })
            .collect())
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When another has this name.
    pub async fn add_line(&self, name: &str) -> Result<Line, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "line").await?;
        sqlx::query("INSERT INTO lines (id, name) VALUES ($1, $2)")
            .bind(id)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Line {
            id,
            name: name.to_owned(),
        })
    }

    /// Renames a line.
    ///
    /// # Errors
    /// When there is none, or another has this name.
    pub async fn rename_line(&self, id: i64, name: &str) -> Result<(), PlanningWriteError> {
        let renamed = sqlx::query("UPDATE lines SET name = $1 WHERE id = $2")
            .bind(name)
            .bind(id)
            .execute(&self.write)
            .await?;
        found(renamed.rows_affected())
    }

    /// Removes a line that no item names.
    ///
    /// # Errors
    /// When there is none, or an item names it.
    pub async fn remove_line(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM lines WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// What every department may do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn department_standings(&self) -> Result<Vec<DepartmentStanding>, StoreFailed> {
        let rows: Vec<(i64, String, Option<i64>, Option<String>)> = sqlx::query_as(
            "SELECT d.id, d.name, s.privileged, s.email FROM departments d
             LEFT JOIN department_standing s ON s.department = d.id ORDER BY d.id",
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(department, name, privileged, email)| DepartmentStanding {
                department,
                name,
                privileged: privileged == Some(1),
                email,
            })
            .collect())
    }

    /// Changes what a department may do.
    ///
    /// # Errors
    /// When there is no such department.
    pub async fn set_department_standing(
        &self,
        department: i64,
        standing: &NewDepartmentStanding,
    ) -> Result<(), PlanningWriteError> {
        sqlx::query(
            "INSERT INTO department_standing (department, privileged, email) VALUES ($1, $2, $3)
             ON CONFLICT (department) DO UPDATE
             SET privileged = excluded.privileged, email = excluded.email",
        )
        .bind(department)
        .bind(i64::from(standing.privileged))
        .bind(standing.email.as_deref())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// The department a user plans for; `None` for one who coordinates, and for nobody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn department_of_user(&self, user: i64) -> Result<Option<i64>, StoreFailed> {
        let found: Option<Option<i64>> =
            sqlx::query_scalar("SELECT department FROM users WHERE id = $1")
                .bind(user)
                .fetch_optional(&self.read)
                .await?;
        Ok(found.flatten())
    }

    /// Says which department a user plans for.
    ///
    /// # Errors
    /// When there is no such user or department.
    pub async fn set_department_of_user(
        &self,
        user: i64,
        department: Option<i64>,
    ) -> Result<(), PlanningWriteError> {
        let changed = sqlx::query("UPDATE users SET department = $1 WHERE id = $2")
            .bind(department)
            .bind(user)
            .execute(&self.write)
            .await?;
        found(changed.rows_affected())
    }

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

    async fn headcounts(&self) -> Result<Vec<Headcount>, StoreFailed> {
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

    /// The working calendar.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn street_calendar(&self) -> Result<StreetCalendar, StoreFailed> {
        let days: Vec<(String, String, String)> =
            sqlx::query_as("SELECT date, kind, note FROM calendar_days ORDER BY date")
                .fetch_all(&self.read)
                .await?;
        let protected: Vec<HoursRow> = sqlx::query_as(
            "SELECT weekday, date, from_min, until_min, note FROM protected_hours ORDER BY number",
        )
        .fetch_all(&self.read)
        .await?;
        Ok(StreetCalendar {
            days: days
                .into_iter()
                .map(|(date, kind, note)| {
                    Ok(CalendarDay {
                        date,
                        kind: of_word("calendar_days", &kind)?,
                        note,
                    })
                })
                .collect::<Result<_, StoreFailed>>()?,
            protected: protected
                .into_iter()
                .map(|(weekday, date, from, until, note)| {
                    let weekday = weekday.map(|day| small("protected_hours", day));
                    Ok(ProtectedHoursOf {
                        weekday: weekday.transpose()?,
                        date,
                        from_min: small("protected_hours", from)?,
                        until_min: small("protected_hours", until)?,
                        note,
                    })
                })
                .collect::<Result<_, StoreFailed>>()?,
        })
    }

    /// Makes this the working calendar.
    ///
    /// # Errors
    /// When a date is there twice.
    pub async fn set_street_calendar(
        &self,
        calendar: &StreetCalendar,
    ) -> Result<(), PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        for statement in ["DELETE FROM calendar_days", "DELETE FROM protected_hours"] {
            sqlx::query(statement).execute(&mut *transaction).await?;
        }
        for day in &calendar.days {
            sqlx::query("INSERT INTO calendar_days (date, kind, note) VALUES ($1, $2, $3)")
                .bind(&day.date)
                .bind(to_word("calendar_days", day.kind)?)
                .bind(&day.note)
                .execute(&mut *transaction)
                .await?;
        }
        for (number, hours) in (1i64..).zip(&calendar.protected) {
            sqlx::query(
                "INSERT INTO protected_hours (number, weekday, date, from_min, until_min, note)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(number)
            .bind(hours.weekday.map(i64::from))
            .bind(hours.date.as_deref())
            .bind(i64::from(hours.from_min))
            .bind(i64::from(hours.until_min))
            .bind(&hours.note)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every quota, the latest period first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quotas(&self) -> Result<Vec<QuotaOf>, StoreFailed> {
        let rows: Vec<QuotaRow> = sqlx::query_as(
            "SELECT id, department, line, from_date, until_date, allowed FROM quotas
             ORDER BY from_date DESC, id",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(id, department, line, from, until, allowed)| {
                Ok(QuotaOf {
                    id,
                    department,
                    line,
                    from,
                    until,
                    allowed: small("quotas", allowed)?,
                })
            })
            .collect()
    }

    /// Adds a quota.
    ///
    /// # Errors
    /// When it names a department or line that there is not.
    pub async fn add_quota(&self, new: &NewQuota) -> Result<QuotaOf, PlanningWriteError> {
        let mut transaction = self.write.begin().await?;
        let id = next_number(&mut transaction, "quota").await?;
        sqlx::query(
            "INSERT INTO quotas (id, department, line, from_date, until_date, allowed)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(new.department)
        .bind(new.line)
        .bind(&new.from)
        .bind(&new.until)
        .bind(i64::from(new.allowed))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(QuotaOf {
            id,
            department: new.department,
            line: new.line,
            from: new.from.clone(),
            until: new.until.clone(),
            allowed: new.allowed,
        })
    }

    /// Changes a quota.
    ///
    /// # Errors
    /// When there is none, or it names what there is not.
    pub async fn change_quota(&self, id: i64, new: &NewQuota) -> Result<(), PlanningWriteError> {
        let changed = sqlx::query(
            "UPDATE quotas SET department = $1, line = $2, from_date = $3, until_date = $4,
             allowed = $5 WHERE id = $6",
        )
        .bind(new.department)
        .bind(new.line)
        .bind(&new.from)
        .bind(&new.until)
        .bind(i64::from(new.allowed))
        .bind(id)
        .execute(&self.write)
        .await?;
        found(changed.rows_affected())
    }

    /// Removes a quota.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_quota(&self, id: i64) -> Result<(), PlanningWriteError> {
        let removed = sqlx::query("DELETE FROM quotas WHERE id = $1")
            .bind(id)
            .execute(&self.write)
            .await?;
        found(removed.rows_affected())
    }

    /// Who approves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approvers(&self) -> Result<Approvers, StoreFailed> {
        let (leader, delegate, from, until): ApproversRow =
            sqlx::query_as("SELECT leader, delegate, delegate_from, delegate_until FROM approvers")
                .fetch_one(&self.read)
                .await?;
        let delegate = match (delegate, from, until) {
            (Some(user), Some(from), Some(until)) => Some(Delegate { user, from, until }),
            (None, _, _) | (_, None, _) | (_, _, None) => None,
        };
        Ok(Approvers { leader, delegate })
    }

    /// Says who approves.
    ///
    /// # Errors
    /// When there is no such user.
    pub async fn set_approvers(&self, approvers: &Approvers) -> Result<(), PlanningWriteError> {
        let delegate = approvers.delegate.as_ref();
        sqlx::query(
            "UPDATE approvers SET leader = $1, delegate = $2, delegate_from = $3,
             delegate_until = $4 WHERE number = 1",
        )
        .bind(approvers.leader)
        .bind(delegate.map(|delegate| delegate.user))
        .bind(delegate.map(|delegate| delegate.from.as_str()))
        .bind(delegate.map(|delegate| delegate.until.as_str()))
        .execute(&self.write)
        .await?;
        Ok(())
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
        forget_presenter(&mut transaction, &presenter.name).await?;
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

async fn forget_presenter(
    transaction: &mut Transaction<'_, Any>,
    name: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM presenters WHERE name = $1")
        .bind(name)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn found(rows: u64) -> Result<(), PlanningWriteError> {
    if rows == 0 {
        Err(PlanningWriteError::Unknown)
    } else {
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
