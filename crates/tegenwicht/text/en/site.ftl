### SPDX-License-Identifier: EUPL-1.2
### Sites and departments.

nav-sites = Sites
site-count = { $count ->
    [0] no sites yet
    [one] 1 site
   *[other] { $count } sites
}
site-none = There are no sites yet.
site-none-hint = Put in your buildings first, then the { $wards } in each building. Take them over from a file if you have them in a list already.
site-name = Name of the site or { $ward }
site-within-hint = A { $ward } lies within a site. At most three layers deep.
site-within-none = nowhere: this is a site
site-add = Add a site or { $ward }
site-add-save = Add
site-change = Change { $name }
site-back = Back to the sites
site-save = Save
site-gone = No longer in use
site-gone-tick = No longer in use. Old lines keep the name.
