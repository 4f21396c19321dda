package series

// Revisions are the newest revisions of everything that answers depend on: the catalog, and the facts of each metric. A revision
// grows with every change.
type Revisions struct {
	Catalog int64
	Metrics map[string]int64 // of those that ever had facts
}

// Sum is the sum of the revisions, without a server.
func (r Revisions) Sum() RevisionSum {
	sum := RevisionSum{Catalog: r.Catalog}
	for _, revision := range r.Metrics {
		sum.Facts += revision
	}
	return sum
}

// RevisionSum changes with every revision: it is that of the catalog, and the sum of those of all metrics. Server is a number for
// the database on this run of its server. Another run, after a restart, a failover or a restored backup, may have lost commits and
// counted others with the same numbers.
type RevisionSum struct {
	Catalog, Facts int64
	Server         int64
}
