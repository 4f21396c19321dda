package condition

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// numeric computes a number of an expression from its environment E. NaN is "no value".
type numeric[E any] func(E) float64

// finite turns an infinite number into no value.
func finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}

func constant[E any](x float64) numeric[E] { return func(E) float64 { return x } }

func negate[E any](x numeric[E]) numeric[E] { return func(e E) float64 { return -x(e) } }

func add[E any](x, y numeric[E]) numeric[E] {
	return func(e E) float64 { return finite(okr.Minus(x(e), -y(e))) }
}

func subtract[E any](x, y numeric[E]) numeric[E] {
	return func(e E) float64 { return finite(okr.Minus(x(e), y(e))) }
}

func multiply[E any](x, y numeric[E]) numeric[E] {
	return func(e E) float64 { return finite(x(e) * y(e)) }
}

func divide[E any](x, y numeric[E]) numeric[E] {
	return func(e E) float64 { return finite(x(e) / y(e)) }
}

// function is a function of numbers: it maps one number, or folds several into one.
type function struct {
	least, most int // arguments
	usage       string
	apply       func(x float64) float64
	fold        func(x, y float64) float64
	mends       bool // it may have a value where an argument has none
}

var functions = map[string]function{
	"abs":      {least: 1, most: 1, usage: "abs(x)", apply: math.Abs},
	"round":    {least: 1, most: 1, usage: "round(x)", apply: round},
	"min":      {least: 2, most: math.MaxInt, usage: "min(x, y)", fold: math.Min},
	"max":      {least: 2, most: math.MaxInt, usage: "max(x, y)", fold: math.Max},
	"coalesce": {least: 2, most: math.MaxInt, usage: "coalesce(x, y)", fold: firstPresent, mends: true},
}

func call[E any](f function, xs []numeric[E]) numeric[E] {
	if f.apply != nil {
		x := xs[0]
		return func(e E) float64 { return f.apply(x(e)) }
	}
	return func(e E) float64 {
		result := xs[0](e)
		for _, x := range xs[1:] {
			result = f.fold(result, x(e))
		}
		return result
	}
}

// round is the nearest whole number, halves away from zero. A number that is a half but for rounding error counts as one:
// 100 · 0.285 is 29.
func round(x float64) float64 {
	size := math.Abs(x)
	if whole := math.Floor(size); okr.AtLeast(size, whole+0.5) {
		return math.Copysign(whole+1, x)
	}
	return math.Round(x)
}

func firstPresent(x, y float64) float64 {
	if math.IsNaN(x) {
		return y
	}
	return x
}
