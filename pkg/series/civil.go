package series

// Civil days count from 1970-01-01, civil months are year*12 + month−1. The conversions use the proleptic Gregorian
// calendar of Howard Hinnant ("chrono-Compatible Low-Level Date Algorithms"): years begin in March, in eras of 400 years.
const (
	daysPerEra     = 146097
	epochFromMarch = 719468 // days from 0000-03-01 to 1970-01-01
)

// firstDayOfMonth is the civil day on which a civil month begins.
func firstDayOfMonth(month int64) int64 {
	year, m := floorDiv(month, 12), mod(month, 12)
	fromMarch := m - 2
	if m < 2 {
		year--
		fromMarch = m + 10
	}
	era, yearOfEra := floorDiv(year, 400), mod(year, 400)
	dayOfYear := (153*fromMarch + 2) / 5
	return era*daysPerEra + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - epochFromMarch
}

// monthOfDay is the civil month that contains a civil day.
func monthOfDay(day int64) int64 {
	era, dayOfEra := floorDiv(day+epochFromMarch, daysPerEra), mod(day+epochFromMarch, daysPerEra)
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	fromMarch := (5*dayOfYear + 2) / 153
	return (era*400+yearOfEra)*12 + fromMarch + 2
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func mod(a, b int64) int64 {
	if r := a % b; r < 0 {
		return r + b
	} else {
		return r
	}
}
