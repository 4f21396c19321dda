package series

import "github.com/northstar/okrkpi/pkg/okr"

// FactsRequest is the metrics and the range of days whose facts are read, by the start of their buckets.
type FactsRequest struct {
	Calendar Calendar
	Metrics  []string
	From     okr.Date // first day; zero: from the first fact on
	Until    okr.Date // day after the last; zero: up to the last fact
}
