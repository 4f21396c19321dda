package series

import (
	"cmp"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Fold removes segment keys from the facts of a metric whose values can be combined. Facts that differ only in these keys
// are added up as a Roller does. So are facts that cover the same without them, such as a month of one plan and a day of
// another: they become one fact of the coarser grain, which covers all labels together for each key for which one of them
// does. after is ordered by grain, segment, whole and time.
//
// stuck are facts that cover the same and do not fit into one bucket, such as a week across two months. They are not in
// after.
func Fold(c Calendar, t okr.MetricType, cols []Columns, drop Keys) (after, stuck []Columns, err error) {
	f := folding{calendar: c, kind: t}
	if after, err = f.project(cols, drop); err != nil {
		return nil, nil, err
	}
	for len(cutsOf(after)) > 1 {
		f.list(after)
		if f.alone() {
			break
		}
		merged, more, err := f.merge()
		if err != nil {
			return nil, nil, err
		}
		after, stuck = merged, append(stuck, more...)
	}
	return after, stuck, nil
}

// cutsOf lists the combinations of grain and whole in columns.
func cutsOf(cols []Columns) []Columns {
	var cuts []Columns
	for _, col := range cols {
		if cut := (Columns{Grain: col.Grain, Whole: col.Whole}); !slices.ContainsFunc(cuts, cut.sameCut) {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

func (c Columns) sameCut(o Columns) bool { return c.Grain == o.Grain && c.Whole == o.Whole }

// folding adds up the facts of one metric.
type folding struct {
	calendar Calendar
	kind     okr.MetricType
	facts    []Fact
	parent   []int // by fact: another fact of its group, or itself (union–find)
}

// columnKey is what the facts of one column have in common.
type columnKey struct {
	grain   okr.Grain
	segment Segment
	whole   Keys
}

// project removes keys and adds up the facts that are the same without them.
func (f *folding) project(cols []Columns, drop Keys) ([]Columns, error) {
	groups := map[columnKey][]Columns{}
	for _, col := range cols {
		k := columnKey{col.Grain, col.Segment.Without(drop), col.Whole.Minus(drop.List()...)}
		groups[k] = append(groups[k], col)
	}
	var projected []Columns
	for k, group := range groups {
		for _, run := range runsOf(group) {
			part := run.cols
			if f.kind == okr.Last {
				part = group // facts far away tell whether a segment is gone
			}
			sum, err := f.roll(k, run.first, run.until, part)
			if err != nil {
				return nil, err
			}
			projected = append(projected, sum)
		}
	}
	sortColumns(projected)
	return projected, nil
}

// run is columns of one grain without a long gap between them.
type run struct {
	first, until Bucket
	cols         []Columns
}

// runsOf groups columns of one grain into runs. Columns keep their order within a run.
func runsOf(cols []Columns) []run {
	byTime := slices.SortedStableFunc(slices.Values(cols), func(a, b Columns) int { return cmp.Compare(a.First, b.First) })
	var runs []run
	for _, col := range byTime {
		if n := len(runs); n > 0 && col.First-runs[n-1].until <= maxGap {
			runs[n-1].until = max(runs[n-1].until, col.Until())
			continue
		}
		runs = append(runs, run{first: col.First, until: col.Until()})
	}
	for _, col := range cols {
		i, _ := slices.BinarySearchFunc(runs, col.First, func(r run, b Bucket) int { return cmp.Compare(r.until, b+1) })
		runs[i].cols = append(runs[i].cols, col)
	}
	return runs
}

func sortColumns(cols []Columns) {
	slices.SortFunc(cols, func(a, b Columns) int { return a.Compare(&b) })
}

// roll adds up columns at the grain of a key.
func (f *folding) roll(k columnKey, first, until Bucket, cols []Columns) (Columns, error) {
	line, err := Roll(f.calendar, f.kind, k.grain, first, until, cols)
	if err != nil {
		return Columns{}, err
	}
	sum := Columns{
		Metric: cols[0].Metric, Grain: k.grain, Segment: k.segment, Whole: k.whole, First: first,
		Num: slices.Clone(line.Num), Den: slices.Clone(line.Den),
	}
	if !f.kind.HasSample() {
		for i := range sum.Den {
			sum.Den[i] = 1
		}
	}
	return sum, nil
}

// list groups facts that cover the same.
func (f *folding) list(cols []Columns) {
	f.facts, f.parent = f.facts[:0], f.parent[:0]
	byDay := map[okr.Date][]int{}
	for _, col := range cols {
		for fact := range col.Facts() {
			n := len(f.facts)
			f.facts, f.parent = append(f.facts, fact), append(f.parent, n)
			first, last := f.days(fact)
			for d := first; !last.Before(d); d = d.AddDays(1) {
				for _, other := range byDay[d] {
					if covers(f.facts[other], fact) {
						f.parent[f.root(other)] = f.root(n)
					}
				}
				byDay[d] = append(byDay[d], n)
			}
		}
	}
}

// covers reports whether two facts that share a day cover the same: they differ in grain or whole, and labels that both
// have are equal.
func covers(a, b Fact) bool {
	if a.Grain == b.Grain && (a.Whole == b.Whole || a.Bucket != b.Bucket) {
		return false
	}
	if a.Whole == "" && b.Whole == "" {
		return a.Segment == b.Segment
	}
	either := a.Whole.Plus(b.Whole.List()...)
	return a.Segment.Without(either) == b.Segment.Without(either)
}

// days are the first and the last civil day of a fact.
func (f *folding) days(fact Fact) (first, last okr.Date) {
	first = f.calendar.StartDate(fact.Grain, fact.Bucket)
	if fact.Grain == okr.Hour {
		return first, first
	}
	return first, f.calendar.StartDate(fact.Grain, fact.Bucket+1).AddDays(-1)
}

func (f *folding) root(i int) int {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// alone reports whether no two facts cover the same.
func (f *folding) alone() bool {
	for i, parent := range f.parent {
		if parent != i {
			return false
		}
	}
	return true
}

// merge makes one fact of each group. Groups that do not fit into one bucket are stuck.
func (f *folding) merge() (merged, stuck []Columns, err error) {
	groups := map[int][]Fact{}
	for i, fact := range f.facts {
		groups[f.root(i)] = append(groups[f.root(i)], fact)
	}
	var facts, unresolved []Fact
	for _, group := range groups {
		if len(group) == 1 {
			facts = append(facts, group[0])
			continue
		}
		one, ok, err := f.combine(group)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			facts = append(facts, one)
		} else {
			unresolved = append(unresolved, group...)
		}
	}
	return columnsOf(facts), columnsOf(unresolved), nil
}

// combine adds up a group in the bucket of its coarsest fact. ok is false where that bucket does not contain all of them.
func (f *folding) combine(group []Fact) (one Fact, ok bool, err error) {
	coarsest := slices.MaxFunc(group, func(a, b Fact) int { return cmp.Compare(a.Grain, b.Grain) })
	var whole Keys
	for _, fact := range group {
		whole = whole.Plus(fact.Whole.List()...)
		if !Nests(fact.Grain, coarsest.Grain) ||
			f.calendar.Holding(coarsest.Grain, fact.Grain, fact.Bucket) != coarsest.Bucket {
			return Fact{}, false, nil
		}
	}
	k := columnKey{coarsest.Grain, coarsest.Segment.Without(whole), whole}
	sum, err := f.roll(k, coarsest.Bucket, coarsest.Bucket+1, columnsOf(group))
	if err != nil {
		return Fact{}, false, err
	}
	for one = range sum.Facts() {
		ok = true
	}
	return one, ok, nil
}

// columnsOf makes columns of the facts of one metric.
func columnsOf(facts []Fact) []Columns {
	points := map[columnKey][]Point{}
	for _, fact := range facts {
		k := columnKey{fact.Grain, fact.Segment, fact.Whole}
		points[k] = append(points[k], Point{fact.Bucket, fact.Num, fact.Den})
	}
	var cols []Columns
	for k, found := range points {
		cols = AppendChunks(cols, Columns{Metric: facts[0].Metric, Grain: k.grain, Segment: k.segment, Whole: k.whole}, found)
	}
	sortColumns(cols)
	return cols
}
