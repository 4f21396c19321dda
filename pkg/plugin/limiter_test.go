package plugin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
)

// admit admits a request of a person that takes so many values.
func (l *limiter) admit(ctx context.Context, login string, values int) (end func(), err error) {
	d := &Datasource{limiter: l, timeout: time.Minute}
	ctx, admission, end := d.begin(ctx, &backend.User{Login: login}, false)
	_, err = admission.admit(ctx, engine.Cost{Values: values, Limit: l.values})
	return end, err
}

const large = smallValues + 1

func TestSmallRequestsNeverWaitForLargeOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(engine.DefaultValues)
		answered := make(chan string, 100)
		for i := range 20 {
			go func() {
				end, err := l.admit(t.Context(), fmt.Sprint("large", i), large)
				if err == nil {
					time.Sleep(5 * time.Second)
				}
				end()
				answered <- "large"
			}()
		}
		synctest.Wait()
		before := time.Now()
		for range smallAtOnce {
			end, err := l.admit(t.Context(), "small", smallValues)
			if err != nil {
				t.Fatal(err)
			}
			defer end()
		}
		if waited := time.Since(before); waited > 0 {
			t.Errorf("they waited %v", waited)
		}
		for range 20 {
			if got := <-answered; got != "large" {
				t.Error(got)
			}
		}
	})
}

func TestLargeRequestsOfOnePersonAreAnsweredOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(engine.DefaultValues)
		began := time.Now()
		var refused atomic.Int64
		for range 2 * queueOfPerson {
			go func() {
				end, err := l.admit(t.Context(), "greedy", large)
				defer end()
				if errors.Is(err, errQueueFull) {
					refused.Add(1)
					if waited := time.Since(began); waited != fullQueueWait {
						t.Errorf("failed after %v, want %v", waited, fullQueueWait)
					}
					return
				}
				time.Sleep(2 * time.Second)
			}()
			synctest.Wait()
		}
		time.Sleep(fullQueueWait)
		synctest.Wait()
		if refused.Load() != queueOfPerson {
			t.Errorf("%d were refused, want %d", refused.Load(), queueOfPerson)
		}
		before := time.Now()
		end, err := l.admit(t.Context(), "modest", large)
		if err != nil || time.Since(before) > 2*time.Second {
			t.Errorf("somebody else waited %v: %v", time.Since(before), err)
		}
		end()
		time.Sleep(time.Minute)
	})
}

func TestALargeRequestGetsAPlaceThatIsFreedWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(engine.DefaultValues)
		for range queueOfPerson {
			go func() {
				end, err := l.admit(t.Context(), "kim", large)
				defer end()
				if err != nil {
					t.Error(err)
				}
				time.Sleep(fullQueueWait / 2)
			}()
			synctest.Wait()
		}
		end, err := l.admit(t.Context(), "kim", large)
		end()
		if err != nil {
			t.Error(err)
		}
	})
}

func TestARequestThatWaitsTooLongFailsAsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(engine.DefaultValues)
		end, err := l.admit(t.Context(), "first", large)
		if err != nil {
			t.Fatal(err)
		}
		for i := range largeAtOnce {
			end, _ := l.admit(t.Context(), fmt.Sprint("other", i), large)
			defer end()
		}
		late, err := l.admit(t.Context(), "late", large)
		late()
		if got := classify(err); got.status != http.StatusTooManyRequests || got.source != backend.ErrorSourceDownstream ||
			!strings.Contains(got.message, "busy with other large questions") {
			t.Errorf("%v: %+v", err, got)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		gone, err := l.admit(ctx, "gone", large)
		gone()
		if got := classify(err); got.status != statusCanceled {
			t.Errorf("%v: %+v", err, got)
		}
		end()
	})
}

func TestTheLimiterIsEmptyAfterAllRequests(t *testing.T) {
	l := newLimiter(engine.DefaultValues)
	d := &Datasource{limiter: l, timeout: time.Minute}
	for range 3 {
		ctx, admission, end := d.begin(t.Context(), &backend.User{Login: "kim"}, false)
		for _, values := range []int{0, 10, smallValues, 10, smallValues, 10} { // small first, then large
			ctx, answered := admission.startQuery(ctx)
			if _, err := admission.admit(ctx, engine.Cost{Values: values, Limit: l.values}); err != nil {
				t.Fatal(err)
			}
			answered()
		}
		if _, err := admission.admit(ctx, engine.Cost{Values: l.values, Limit: l.values}); err == nil ||
			!strings.Contains(err.Error(), "together, and the largest answer has 1,000,000") {
			t.Errorf("more than the largest answer in one request: %v", err)
		}
		end()
		if _, err := admission.admit(ctx, engine.Cost{Values: 1, Limit: l.values}); !errors.Is(err, context.Canceled) {
			t.Errorf("after the request: %v", err)
		}
	}
	if !l.small.TryAcquire(smallAtOnce) || !l.large.TryAcquire(1) || len(l.queues) > 0 {
		t.Errorf("somebody is still in: %v", l.queues)
	}
}

func TestAlertingHasALongerQueue(t *testing.T) {
	l := newLimiter(engine.DefaultValues)
	for range 10 * queueOfPerson {
		if _, err := l.enqueue(requester{alerting: true}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAReplayNeedsTheRoleOfItsCost(t *testing.T) {
	const timeline = `{"queryType":"alerts","format":"timeline"}`
	cases := map[string]struct {
		values int // of the largest answer
		role   string
		status backend.Status
		text   string
	}{
		"A cheap one by a Viewer":  {engine.DefaultValues, "Viewer", 200, ""},
		"A cheap one by nobody":    {engine.DefaultValues, "", 200, ""},
		"A dear one by a Viewer":   {500, "Viewer", 403, "needs the role Editor, and you have Viewer"},
		"A dear one by nobody":     {500, "", 403, "needs the role Editor, and you have none"},
		"A dear one by an Editor":  {500, "Editor", 200, ""},
		"The dearest by an Admin":  {100, "Admin", 400, "ask for fewer rules, metrics or teams, or a shorter time range"},
		"The dearest by a Viewer":  {100, "Viewer", 400, "ask for fewer rules"},
		"The dearest by an Editor": {100, "Editor", 400, "ask for fewer rules"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newTestDatasource(t, &memory{})
			d.limiter = newLimiter(c.values)
			user := &backend.User{Login: "somebody", Role: c.role}
			if c.role == "" {
				user = nil
			}
			response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{
				PluginContext: backend.PluginContext{User: user}, Queries: []backend.DataQuery{newQuery("A", timeline)},
			})
			if err != nil {
				t.Fatal(err)
			}
			got := response.Responses["A"]
			if got.Status != c.status || c.text != "" && !strings.Contains(got.Error.Error(), c.text) {
				t.Errorf("as a query: %d %v", got.Status, got.Error)
			}
			posted := call{
				method: http.MethodPost, url: "rules/preview", body: `{"from":"2026-10-19","to":"2026-11-15"}`, user: user,
			}.perform(t, d)
			if posted.Status != int(c.status) || !strings.Contains(string(posted.Body), c.text) {
				t.Errorf("as a preview: %d %s", posted.Status, posted.Body)
			}
		})
	}
}

func TestARequestHoldsAHundredQueriesAtMost(t *testing.T) {
	r := &memory{onRead: func(context.Context) error { t.Error("facts were read"); return nil }}
	d := newTestDatasource(t, r)
	request := &backend.QueryDataRequest{}
	for i := range maxQueries + 1 {
		request.Queries = append(request.Queries, newQuery(fmt.Sprint(i), `{}`))
	}
	response, err := d.QueryData(t.Context(), request)
	if err != nil || len(response.Responses) != maxQueries+1 {
		t.Fatal(err)
	}
	for id, got := range response.Responses {
		if got.Status != 400 || !strings.Contains(got.Error.Error(), "the request has 101 queries, and 100 are the most") {
			t.Fatalf("%s: %d %v", id, got.Status, got.Error)
		}
	}
}

// A hundred queries are each within the limit, and together they are not.
func TestTheQueriesOfARequestAreCountedTogether(t *testing.T) {
	d := newTestDatasource(t, &memory{})
	d.limiter = newLimiter(2000)
	request := &backend.QueryDataRequest{}
	for i := range maxQueries {
		request.Queries = append(request.Queries, newQuery(fmt.Sprint(i), fmt.Sprintf(
			`{"queryType":"series","metrics":["orders"],"grain":"day","limit":%d}`, 1+i)))
	}
	response, err := d.QueryData(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for id, got := range response.Responses {
		switch {
		case got.Error == nil:
			answered++
		case got.Status != 400 || !strings.Contains(got.Error.Error(), "put them into panels of their own"):
			t.Fatalf("%s: %d %v", id, got.Status, got.Error)
		}
	}
	if answered == 0 || answered > 20 {
		t.Errorf("%d were answered", answered)
	}
}

// A database that does not answer holds no request for longer than the query timeout.
func TestTheQueryTimeoutEndsARequest(t *testing.T) {
	r := &memory{onRead: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	d := newTestDatasource(t, r)
	d.timeout = 10 * time.Millisecond
	got := d.mustAnswer(t, newQuery("A", `{}`))
	if got.Status != 504 || !strings.Contains(got.Error.Error(), "no answer within the query timeout") {
		t.Errorf("a query: %d %v", got.Status, got.Error)
	}
	response := call{method: http.MethodGet, url: "segments", user: kim}.perform(t, d)
	if response.Status != 504 {
		t.Errorf("a look-up: %d %s", response.Status, response.Body)
	}
}
