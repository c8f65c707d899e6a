// SPDX-License-Identifier: EUPL-1.2
//! Snapshots are kept, found, limited in number, and passed over when damaged.

use tegenwicht_core::fold::FOLD_VERSION;
use tegenwicht_core::id::ScopeId;

use crate::fixture::Place;

#[test]
fn the_newest_whole_snapshot_is_found_and_four_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let crisis = house.crisis.0;
    let mut made = Vec::new();
    for number in 0..6 {
        made.push(place.snapshot(crisis));
        place.store.append(&[house.entry(&format!("more {number}"))]).unwrap();
    }
    let newest = |not_after| place.store.newest_snapshot(crisis, FOLD_VERSION, not_after).unwrap();
    assert_eq!(newest(None).as_ref(), made.last());
    assert_eq!(newest(Some(made[5].serial - 1)).as_ref(), Some(&made[4]));
    assert_eq!(newest(Some(made[1].serial)), None, "the oldest two are gone");
    assert_eq!(newest(None).unwrap().read().unwrap().count, made[5].count);
    assert_eq!(place.store.newest_snapshot(crisis, FOLD_VERSION + 1, None).unwrap(), None);
    assert_eq!(place.store.newest_snapshot(ScopeId([9; 16]), FOLD_VERSION, None).unwrap(), None);

    let damage = "UPDATE snapshot SET state = zeroblob(9) WHERE serial = ?1";
    place.store.conn().execute(damage, [made[5].serial]).unwrap();
    let newest = place.store.newest_snapshot(crisis, FOLD_VERSION, None).unwrap();
    assert_eq!(newest.as_ref(), Some(&made[4]), "a damaged one is passed over");

    place.store.drop_snapshots(crisis).unwrap();
    assert_eq!(place.store.newest_snapshot(crisis, FOLD_VERSION, None).unwrap(), None);
}
