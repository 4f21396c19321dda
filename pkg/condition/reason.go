package condition

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Reason is why a condition has no data, in English and Japanese. The zero Reason is no reason. It is no okr.Text, which is a map:
// reasons are compared, and made without allocating, each time that a condition is evaluated.
type Reason struct{ english, japanese string }

// In is the reason in a locale: Japanese for ja, else English.
func (r Reason) In(locale string) string {
	if okr.IsJapanese(locale) {
		return r.japanese
	}
	return r.english
}

// format is the reason with its %s filled in.
func (r Reason) format(things ...any) Reason {
	return Reason{fmt.Sprintf(r.english, things...), fmt.Sprintf(r.japanese, things...)}
}

var (
	beyondBounds = Reason{"a number grows beyond all bounds", "数値が計算できる範囲を超える"}
	dividedByNil = Reason{"division by zero: %s is 0", "ゼロ除算: %s が 0"}

	valueMissing    = Reason{"no value in this bucket", "この期間の値がない"}
	previousMissing = Reason{"no value in the bucket before", "前の期間の値がない"}
	earlierMissing  = Reason{"no value %d buckets before", "%d 期前の値がない"}
	statusMissing   = Reason{"no status", "ステータスがない"}
	metricMissing   = Reason{"%s has no value", "%s の値がない"}
	grainMissing    = Reason{"%s has no value by %s", "%s の値がない(粒度: %s)"}

	gapsInWindow = Reason{"%s: fewer than half of the buckets have a value", "%s: 値のある期間が半分に満たない"}
	gapsInStreak = Reason{"%s: not every bucket has a value", "%s: 値のない期間がある"}
	notPositive  = Reason{"%s: the value before is not above 0", "%s: 前の値が 0 以下"}
	notSure      = Reason{"%s: the change may be chance", "%s: 変化は偶然かもしれない"}
)
