package series

import "github.com/northstar/okrkpi/pkg/okr"

// FactsRequest asks for all facts of some metrics whose buckets start in a span of days.
type FactsRequest struct {
	Calendar Calendar
	Metrics  []string
	From     okr.Date // zero: from the first fact on
	Until    okr.Date // exclusive; zero: to the last fact
}
