package condition

import "math"

// evaluate computes a part of a formula from the values of the metrics. NaN is "no value".
type evaluate func(values []float64) float64

// finite turns what is beyond all bounds into no value.
func finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}

func constant(x float64) evaluate { return func([]float64) float64 { return x } }

func add(x, y evaluate) evaluate {
	return func(values []float64) float64 { return finite(x(values) + y(values)) }
}

func subtract(x, y evaluate) evaluate {
	return func(values []float64) float64 { return finite(x(values) - y(values)) }
}

func multiply(x, y evaluate) evaluate {
	return func(values []float64) float64 { return finite(x(values) * y(values)) }
}

func divide(x, y evaluate) evaluate {
	return func(values []float64) float64 { return finite(x(values) / y(values)) }
}

// function is one that a formula can call.
type function struct {
	least, most int // arguments
	usage       string
	build       func(xs []evaluate) evaluate
}

var functions = map[string]function{
	"abs":      {1, 1, "abs(x)", mapped(math.Abs)},
	"round":    {1, 1, "round(x)", mapped(math.Round)},
	"min":      {2, math.MaxInt, "min(x, y)", folded(math.Min)},
	"max":      {2, math.MaxInt, "max(x, y)", folded(math.Max)},
	"coalesce": {2, math.MaxInt, "coalesce(x, y)", folded(firstPresent)},
}

func mapped(f func(float64) float64) func([]evaluate) evaluate {
	return func(xs []evaluate) evaluate {
		return func(values []float64) float64 { return f(xs[0](values)) }
	}
}

func folded(f func(x, y float64) float64) func([]evaluate) evaluate {
	return func(xs []evaluate) evaluate {
		return func(values []float64) float64 {
			result := xs[0](values)
			for _, x := range xs[1:] {
				result = f(result, x(values))
			}
			return result
		}
	}
}

func firstPresent(x, y float64) float64 {
	if math.IsNaN(x) {
		return y
	}
	return x
}
