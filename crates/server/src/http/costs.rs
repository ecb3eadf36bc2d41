//! `GET /account/costs`: the account's resource packs.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use crate::app::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;
use store::{Pack, PackKind, PackStatus, Units};
use wire::{Code, Costs, CostsQuery, Decimal, Envelope, PackInfo, PackState, PackType, Refusal};

/// Query resource packs
///
/// The packs that were bought between two times, and what is left of them.
#[utoipa::path(get, path = "/account/costs", tag = "Account",
    params(("start_time" = i64, Query, description = "Unix ms", minimum = 0, maximum = 253402300799999_i64),
        ("end_time" = i64, Query, description = "Unix ms, not before start_time", minimum = 0, maximum = 253402300799999_i64),
        ("resource_pack_name" = Option<String>, Query, description = "Only packs of this name")),
    responses((status = 200, description = "The packs; none if the account is not metered", body = Envelope<Costs>)))]
pub(super) async fn costs(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let query = CostsQuery::parse(query.as_deref().unwrap_or_default())?;
    let now_ms = app.now_ms();
    let packs = app.store.packs(caller.account).await?.into_iter().filter(|pack| {
        (query.start_ms..=query.end_ms).contains(&pack.purchased_ms)
            && query.pack_name.as_ref().is_none_or(|name| *name == pack.name)
    });
    let infos = packs.map(|pack| info(pack, now_ms)).collect::<Result<_, _>>()?;
    Ok(answer(&caller.request, Costs::of(infos)))
}

fn info(pack: Pack, now_ms: i64) -> Result<PackInfo, Refusal> {
    Ok(PackInfo {
        total_quantity: decimal(pack.quantity)?,
        remaining_quantity: decimal(pack.remaining(now_ms))?,
        status: match pack.status(now_ms) {
            PackStatus::ToBeOnline => PackState::ToBeOnline,
            PackStatus::Online => PackState::Online,
            PackStatus::Expired => PackState::Expired,
            PackStatus::RunOut => PackState::RunOut,
        },
        resource_pack_name: pack.name,
        resource_pack_id: pack.id,
        resource_pack_type: match pack.kind {
            PackKind::DecreasingTotal => PackType::DecreasingTotal,
            PackKind::ConstantPeriod => PackType::ConstantPeriod,
        },
        purchase_time: pack.purchased_ms,
        effective_time: pack.effective_ms,
        invalid_time: pack.invalid_ms,
    })
}

fn decimal(units: Units) -> Result<Decimal, Refusal> {
    Decimal::of(units.with_point()).ok_or_else(|| Refusal::plain(Code::Internal))
}
