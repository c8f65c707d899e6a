### SPDX-License-Identifier: EUPL-1.2
### Dagen, maanden en hoe lang iets duurt.

weekday-1 = ma
weekday-2 = di
weekday-3 = wo
weekday-4 = do
weekday-5 = vr
weekday-6 = za
weekday-7 = zo
month-1 = jan
month-2 = feb
month-3 = mrt
month-4 = apr
month-5 = mei
month-6 = jun
month-7 = jul
month-8 = aug
month-9 = sep
month-10 = okt
month-11 = nov
month-12 = dec
length-minutes = { $minutes } min
length-hours = { $hours } u { $minutes } min
length-days = { $days } d { $hours } u
time-ago = { $length } geleden
time-just-now = zojuist
