//! `/api/v1/departments`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use control_wire::rest::{Department, NewDepartment};

use super::extract::{Body, InPath};
use crate::accounts::access::{AccessRefused, Action, Caller};
use crate::app::App;
use crate::problem::{Explain, Explanation, refuses_with, words};
use crate::store::StoreFailed;
use crate::store::departments::NameDepartmentError;

/// Longest name of a department, in characters.
const NAME_CHARS_MAX: usize = 40;

/// Why departments were not shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum DepartmentError {
    /// Not for this caller.
    #[error(transparent)]
    Access(#[from] AccessRefused),
    /// The name is empty, too long, or holds control characters.
    #[error("a department's name has 1 to {NAME_CHARS_MAX} characters")]
    NameUnsuitable,
    /// The store would not have it.
    #[error(transparent)]
    Name(#[from] NameDepartmentError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Every department.
///
/// # Errors
/// See [`DepartmentError`].
#[utoipa::path(
    get, path = "/api/v1/departments", tag = "street", responses((status = 200, body = Vec<Department>))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<Department>>, DepartmentError> {
    caller.may(Action::SeeStreet)?;
    Ok(Json(app.store.departments().await?))
}

/// Adds a department.
///
/// # Errors
/// See [`DepartmentError`].
#[utoipa::path(
    post, path = "/api/v1/departments", tag = "street", request_body = NewDepartment,
    responses((status = 201, body = Department), (status = 409), (status = 422))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewDepartment>,
) -> Result<(StatusCode, Json<Department>), DepartmentError> {
    caller.may(Action::ManageStreet)?;
    let department = app.store.add_department(checked_name(&new.name)?).await?;
    Ok((StatusCode::CREATED, Json(department)))
}

/// Renames a department.
///
/// # Errors
/// See [`DepartmentError`].
#[utoipa::path(
    put, path = "/api/v1/departments/{id}", tag = "street", request_body = NewDepartment,
    responses((status = 204), (status = 404), (status = 409), (status = 422))
)]
pub async fn rename(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
    Body(new): Body<NewDepartment>,
) -> Result<StatusCode, DepartmentError> {
    caller.may(Action::ManageStreet)?;
    app.store
        .rename_department(id, checked_name(&new.name)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a department.
///
/// # Errors
/// See [`DepartmentError`].
#[utoipa::path(
    delete, path = "/api/v1/departments/{id}", tag = "street", responses((status = 204), (status = 404), (status = 409))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    InPath(id): InPath<i64>,
) -> Result<StatusCode, DepartmentError> {
    caller.may(Action::ManageStreet)?;
    app.store.remove_department(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn checked_name(name: &str) -> Result<&str, DepartmentError> {
    let name = name.trim();
    let suits =
        (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if suits {
        Ok(name)
    } else {
        Err(DepartmentError::NameUnsuitable)
    }
}

impl Explain for DepartmentError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Access(refused) => refused.explain(),
            Self::NameUnsuitable => Explanation::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "name-unsuitable",
                words("科室名称不能用", "名称为 1 至 40 个字，不能有换行。"),
                words(
                    "This name cannot be used",
                    "A name has 1 to 40 characters and no line break.",
                ),
            ),
            Self::Name(NameDepartmentError::NameTaken) => Explanation::new(
                StatusCode::CONFLICT,
                "name-taken",
                words("已有同名科室", "请换一个名称。"),
                words("Another department has this name", "Choose another."),
            ),
            Self::Name(NameDepartmentError::Unknown) => Explanation::new(
                StatusCode::NOT_FOUND,
                "no-such-department",
                words("没有这个科室", "它可能已被删除，请刷新列表。"),
                words(
                    "There is no such department",
                    "It may have been removed; reload the list.",
                ),
            ),
            Self::Name(NameDepartmentError::InUse) => Explanation::new(
                StatusCode::CONFLICT,
                "department-in-use",
                words("这个科室还有人员、事项或例会", "请先处理它们，再删除科室。"),
                words(
                    "The department still has people, items or a series",
                    "Deal with those first, then remove it.",
                ),
            ),
            Self::Name(NameDepartmentError::Store(failed)) | Self::Store(failed) => {
                failed.explain()
            }
        }
    }
}

refuses_with!(DepartmentError);
