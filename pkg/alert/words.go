package alert

import "github.com/northstar/okrkpi/pkg/okr"

// Reasons for which an alert is silenced or has no data. Comments name the arguments of the format verbs.
var (
	// observingText takes a date.
	observingText = okr.Text{
		"en": "the metric is only observed until %s",
		"ja": "%s までは観察期間",
	}
	// provisionalText takes the number of values.
	provisionalText = okr.Text{
		"en": "only %d earlier values to compare with",
		"ja": "比較できる過去の値が %d 個しかない",
	}
	// fewText takes the number of observations, and the minimum.
	fewText = okr.Text{
		"en": "only %s of the %s observations that it takes",
		"ja": "件数が %s で、必要な %s に満たない",
	}
	// unsureText takes the number of observations, and the ends of the interval.
	unsureText = okr.Text{
		"en": "with %s observations the true value lies anywhere from %s to %s",
		"ja": "件数が %s のため、真の値は %s から %s の間としか言えない",
	}
	// fewOtherText takes the number of observations, the minimum, and the metric.
	fewOtherText = okr.Text{
		"en": "only %s of the %s observations of %s that it takes",
		"ja": "件数が %s で、必要な %s に満たない(%s)",
	}
	// unsureOtherText takes another metric, and its number of observations.
	unsureOtherText = okr.Text{
		"en": "not sure: %s has only %s observations",
		"ja": "確実とは言えない: %s の件数が %s しかない",
	}
	// unsureBeforeText takes the start of an earlier bucket, and its number of observations.
	unsureBeforeText = okr.Text{
		"en": "not sure: the value of %s has only %s observations",
		"ja": "確実とは言えない: %s の値の件数が %s しかない",
	}
	// chanceText takes two values, and their numbers of observations.
	chanceText = okr.Text{
		"en": "the change from %s to %s may be chance, with %s and %s observations",
		"ja": "%s から %s への変化は偶然かもしれない(件数は %s と %s)",
	}
	// staleText takes a date, and what is missing.
	staleText = okr.Text{
		"en": "stale since %s: %s",
		"ja": "%s 以降データがない: %s",
	}
	// untrustedText takes a metric, its value, and its bounds.
	untrustedText = okr.Text{
		"en": "the data is not trusted: %s is %s and can only be %s",
		"ja": "データが信頼できない: %s が %s(取りうる範囲は %s)",
	}
)
