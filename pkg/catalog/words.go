package catalog

import (
	"fmt"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// vocabulary has the words that a key may take, by the name in the struct tag "words".
var vocabulary = map[string][]string{
	"apiVersion":    {apiVersion},
	"weekday":       weekdays(),
	"mode":          wordsOf(okr.ParseMode),
	"metricType":    wordsOf(okr.ParseMetricType),
	"grain":         wordsOf(okr.ParseGrain),
	"direction":     wordsOf(okr.ParseDirection),
	"tier":          wordsOf(okr.ParseTier),
	"effect":        wordsOf(okr.ParseEffect),
	"level":         wordsOf(okr.ParseLevel),
	"keyResultType": wordsOf(okr.ParseKeyResultType),
	"severity":      wordsOf(okr.ParseSeverity),
	"onNoData":      wordsOf(okr.ParseOnNoData),
}

// enumeration is an integer type with a name for each value from 1 on.
type enumeration interface {
	~int
	fmt.Stringer
}

// wordsOf lists the names that parse takes.
func wordsOf[T enumeration](parse func(string) (T, error)) []string {
	var words []string
	for v := T(1); ; v++ {
		if _, err := parse(v.String()); err != nil {
			return words
		}
		words = append(words, v.String())
	}
}

// wordOr is the value of a checked word, or a default without a word.
func wordOr[T enumeration](s string, parse func(string) (T, error), otherwise T) T {
	if v, err := parse(s); err == nil {
		return v
	}
	return otherwise
}

// weekdays lists the days of the week from Monday on.
func weekdays() []string {
	days := make([]string, 7)
	for i := range days {
		days[i] = strings.ToLower(time.Weekday((i + 1) % 7).String())
	}
	return days
}

func parseWeekday(s string) (time.Weekday, error) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.ToLower(d.String()) == s {
			return d, nil
		}
	}
	return 0, fmt.Errorf("unknown weekday %q", s)
}
