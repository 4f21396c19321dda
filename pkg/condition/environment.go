package condition

import (
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Env is what a condition reads: one metric in one segment at the end of one complete bucket. A number that is NaN or
// infinite, a zero time and an unknown status are missing. Fields that the condition does not read may be left empty (see
// Variables, History and Operands).
type Env struct {
	Metric string    // the rule's own metric; its name in the condition is another word for value. "" if it has none
	Grain  okr.Grain // of the rule
	Bucket time.Time // start of the bucket
	Now    time.Time // when the rule is evaluated

	Value      float64
	WoW        float64 // change from a week, a month and a year ago, as a share: 0.1 is 10 % more
	MoM        float64
	YoY        float64
	Baseline   float64
	Target     float64
	Attainment float64
	Pace       float64
	Z          float64 // modified z-score against the buckets before
	Jump       float64 // part of the distance from their median that has come since the previous bucket
	Sample     float64 // observations behind the value
	StaleDays  float64 // days by which the newest value is late
	Status     okr.Status
	History    []float64   // values of the complete buckets before this one, oldest first; NaN: no value
	Operands   [][]float64 // by operand: values up to and including this bucket, oldest first; NaN: no value

	// Changes are the changes from the previous bucket that drop and spike read, as shares, up to and including this
	// bucket, oldest first. NaN: the change is not certain, and drop and spike have no data. nil: the changes of the
	// values count.
	Changes []float64
}

// variable is a name that a condition may read.
type variable struct {
	kind    kind
	read    func(*Env) float64
	missing Reason // why it has no value, where it has none
	steady  bool   // it has the same value in all buckets of a streak
}

// value, previous and status are not in the table: the compiler treats them separately.
var variables = map[string]variable{
	"wow": {
		kind: number, read: func(e *Env) float64 { return e.WoW },
		missing: Reason{"no value of a week ago to compare with", "比較する1週間前の値がない"},
	},
	"mom": {
		kind: number, read: func(e *Env) float64 { return e.MoM },
		missing: Reason{"no value of a month ago to compare with", "比較する1か月前の値がない"},
	},
	"yoy": {
		kind: number, read: func(e *Env) float64 { return e.YoY },
		missing: Reason{"no value of a year ago to compare with", "比較する1年前の値がない"},
	},
	"baseline": {
		kind: number, read: func(e *Env) float64 { return e.Baseline },
		missing: Reason{"no baseline", "ベースラインがない"}, steady: true,
	},
	"target": {
		kind: number, read: func(e *Env) float64 { return e.Target },
		missing: Reason{"no target", "目標がない"}, steady: true,
	},
	"attainment": {
		kind: number, read: func(e *Env) float64 { return e.Attainment },
		missing: Reason{"no attainment", "達成率がない"},
	},
	"pace": {
		kind: number, read: func(e *Env) float64 { return e.Pace },
		missing: Reason{"no pace", "ペースがない"},
	},
	"z": {
		kind: number, read: func(e *Env) float64 { return e.Z },
		missing: Reason{"no z-score: the history is too short or never varies", "zスコアがない: 履歴が短いか、値が変動しない"},
	},
	"jump": {
		kind: number, read: func(e *Env) float64 { return e.Jump },
		missing: Reason{"no jump: the history is too short, or the value is the usual one", "jumpがない: 履歴が短いか、いつもどおりの値"},
	},
	"sample": {
		kind: number, read: func(e *Env) float64 { return e.Sample },
		missing: Reason{"no sample size", "サンプル数がない"},
	},
	"stale_days": {
		kind: number, read: func(e *Env) float64 { return e.StaleDays },
		missing: Reason{"no value yet that could be late", "遅れを測れる値がまだない"},
	},
	"bucket": {
		kind: instant, read: func(e *Env) float64 { return seconds(e.Bucket) },
		missing: Reason{"no bucket", "期間がない"},
	},
	"now": {
		kind: instant, read: func(e *Env) float64 { return seconds(e.Now) },
		missing: Reason{"no time of evaluation", "評価時刻がない"},
	},
}

const (
	valueName    = "value"
	previousName = "previous"
	statusName   = "status"
)

// seconds is a time in seconds. Differences are exact to less than a microsecond.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return math.NaN()
	}
	return float64(t.Unix()) + float64(t.Nanosecond())/float64(time.Second)
}
