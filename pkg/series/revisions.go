package series

// Revisions are the newest revisions of everything that answers depend on: the catalog, and the facts of each metric. Each
// change increments one.
type Revisions struct {
	Catalog int64
	Metrics map[string]int64 // by metric that ever had facts
}

// Sum is the sum of the revisions. Its Server is 0.
func (r Revisions) Sum() RevisionSum {
	sum := RevisionSum{Catalog: r.Catalog}
	for _, revision := range r.Metrics {
		sum.Facts += revision
	}
	return sum
}

// RevisionSum is the revision of the catalog and the sum of the revisions of all metrics. It changes with each of them.
// Server identifies the database in this run of its server. Another run, after a restart, a failover or a restored backup,
// may have lost commits and counted others with the same numbers.
type RevisionSum struct {
	Catalog, Facts int64
	Server         int64
}
