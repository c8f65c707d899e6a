use crate::fixture::*;
use tegenwicht_core::fold::{Part, ScopeState};
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
#[test]
#[ignore]
fn perf() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    let n = 300_000;
    let t = cpu();
    let mut made = Vec::new();
    for i in 0..n { made.push(house.entry(&format!("regel {i}: de lift staat stil op verdieping 3"))); }
    eprintln!("make+sign {:.0}/s", n as f64 / (cpu() - t));
    let t = cpu();
    for batch in made.chunks(256) { place.store.append(batch).unwrap(); }
    eprintln!("append {:.0}/cpu s", n as f64 / (cpu() - t));
    for _ in 0..2 {
        let t = cpu();
        let mut k = 0u64;
        place.store.each_event(house.crisis.0, 0, |row| { k += row.cose.len() as u64; Ok::<(), crate::StoreError>(()) }).unwrap();
        eprintln!("read only {:.0}/cpu s", n as f64 / (cpu() - t));
        let t = cpu();
        place.store.each_event(house.crisis.0, 0, |row| { let h = place.store.header(row.cose)?; let p = Part::of(row.open, false); std::hint::black_box((h, p)); Ok::<(), crate::StoreError>(()) }).unwrap();
        eprintln!("read+peek+decode {:.0}/cpu s", n as f64 / (cpu() - t));
        let t = cpu();
        let mut state = ScopeState::default();
        place.store.each_event(house.crisis.0, 0, |row| { let h = place.store.header(row.cose)?; state.apply(row.id, &h, Part::of(row.open, false)); Ok::<(), crate::StoreError>(()) }).unwrap();
        eprintln!("read+fold {:.0}/cpu s", n as f64 / (cpu() - t));
    }
    let t = cpu();
    let s = crate::refold::refold(&place.store, house.crisis.0, None).unwrap();
    eprintln!("refold with rank {:.0}/cpu s", n as f64 / (cpu() - t));
    let t = cpu(); place.snapshot(house.crisis.0); eprintln!("refold + snapshot {:.2}", cpu() - t);
    let t = cpu(); place.store.heads(house.crisis.0).unwrap(); eprintln!("heads {:.3}", cpu() - t);
    let t = cpu(); crate::verify::verify(&place.folder).unwrap(); eprintln!("verify {:.0}/cpu s", n as f64 / (cpu() - t));
    eprintln!("{} bytes per event, {}", std::fs::metadata(place.store.path()).unwrap().len() / n, s.count);
}
