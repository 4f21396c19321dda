// Package series is the arithmetic of numbers over time: calendar buckets, columns of facts, the form of labels, sums and
// ratios of sums at any grain and for any segments, comparisons with earlier buckets, baselines, robust statistics and
// forecasts.
//
// It is pure: no I/O, no clock, no logging; time and time zone are parameters. It may import the standard library,
// golang.org/x/text (Unicode's normal forms) and the okr package, nothing else. NaN stands for "no value" throughout, never 0.
package series
