// SPDX-License-Identifier: EUPL-1.2
//! Before anything happens: the institution's own words, sites and departments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::setting::SetSettings;
use tegenwicht_core::feature::site::SetSite;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::Case;

#[test]
fn settings_and_sites_have_the_institutions_own_names() {
    let mut case = Case::default();
    let set = |name: &str, value: Option<&str>| {
        let values = vec![(name.to_owned(), value.map(str::to_owned))];
        Command::SetSettings(SetSettings { values })
    };
    case.does(set("word.client", Some("bewoner")));
    case.repeats();
    case.refuses(set("client", Some("bewoner")), Refusal::SettingUnknown);
    case.refuses(set("colour.red", Some("rood")), Refusal::SettingUnknown);
    let get = |case: &Case| {
        let (_, plan) = case.device.world.plan().unwrap();
        plan.settings.get("word.client").map(str::to_owned)
    };
    assert_eq!(get(&case).as_deref(), Some("bewoner"));
    case.does(set("word.client", None));
    assert_eq!(get(&case), None);
    let site = |site, name: &str, within| {
        let (name, address) = (name.to_owned(), None);
        Command::SetSite(SetSite { site, name, within, address, gone: false })
    };
    case.does(site(None, "Hoofdgebouw", None));
    let (_, plan) = case.device.world.plan().unwrap();
    let main = plan.sites.tree()[0].1.site;
    case.does(site(None, "4 West", Some(main)));
    case.refuses(site(Some(main), "Hoofdgebouw", Some(main)), Refusal::SiteWithinItself);
    let (_, plan) = case.device.world.plan().unwrap();
    let tree: Vec<(usize, &str)> =
        plan.sites.tree().iter().map(|(depth, set)| (*depth, set.name.as_str())).collect();
    assert_eq!(tree, [(0, "Hoofdgebouw"), (1, "4 West")]);
}
