package frame

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
)

// backtestFixture replays four subjects of three rules over three weeks, and one over a month.
func backtestFixture(locale string) *alert.Backtest {
	var rows []alert.Alert
	replay := func(a alert.Alert, states ...alert.State) {
		for i, s := range states {
			a.Bucket, a.State = week(i), s
			rows = append(rows, a)
		}
	}
	const ok, firing, none, silenced = alert.OK, alert.Firing, alert.NoData, alert.Silenced
	states := alertsFixture(locale).Rows
	red, loss := states[0], states[3]
	free := states[1]
	replay(free, ok, silenced, none)
	replay(red, ok, ok, firing)
	red.Team = "sales" // two teams watch the same subject
	replay(red, ok, ok, firing)
	both := &okr.AlertRule{Meta: okr.Meta{Name: "both"}, Severity: okr.Info}
	two := alert.Alert{Rule: both, Title: "Unusual", Metric: activation, Team: "growth", Grain: okr.Week}
	replay(two, firing, firing, ok)
	two.Metric = profit
	replay(two, ok, ok, ok)
	replay(two, ok, ok, ok) // the same subject again, from another KPI of the team
	loss.Bucket, loss.State = time.Date(2026, time.October, 1, 0, 0, 0, 0, zone), firing
	return &alert.Backtest{Revision: 3, Locale: locale, Rows: append(rows, loss)}
}

func TestATimelineIsTheGoldenOne(t *testing.T) {
	for name, frames := range map[string]data.Frames{
		"alerts_timeline": Timeline(backtestFixture("en"), 0), "alerts_timeline_ja": Timeline(backtestFixture("ja"), 0),
	} {
		t.Run(name, func(t *testing.T) {
			experimental.CheckGoldenJSONResponse(t, "testdata", name, &backend.DataResponse{Frames: frames}, *update)
		})
	}
}

func TestATimelineShowsWhatFiresFirst(t *testing.T) {
	cases := map[string]struct {
		limit  int
		want   []string
		notice string
	}{
		"All, those that fire in the end first, then those that fired longest": {
			0, []string{
				"Activation is red · plan=pro: OOF_", "Activation is red · plan=pro: OOF_", "Unusual · Day-7 active: FFO_",
				"Activation is red · plan=free: OSN_", "Unusual · profit: OOO_", "Loss: F_",
			}, "",
		},
		"As many as are asked for, with a word about the others": {
			3,
			[]string{"Activation is red · plan=pro: OOF_", "Activation is red · plan=pro: OOF_", "Loss: F_"},
			"showing 3 of 6 alerts",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []string
			frames := Timeline(backtestFixture("en"), c.limit)
			for _, f := range frames {
				if last := f.Fields[0].At(f.Rows() - 1).(time.Time); f.Rows() != 2 && last != week(3) {
					t.Errorf("the weeks end at %v", last)
				} else if f.Rows() == 2 && !last.Equal(time.Date(2026, time.November, 1, 0, 0, 0, 0, zone)) {
					t.Errorf("the month ends at %v", last)
				}
				for _, field := range f.Fields[1:] {
					got = append(got, field.Config.DisplayNameFromDS+": "+letters(field))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			if said := fmt.Sprint(frames[0].Meta.Notices); !strings.Contains(said, c.notice) || c.notice == "" && said != "[]" {
				t.Errorf("notices %s", said)
			}
		})
	}
}

// letters returns the states of a field, one letter each: Ok, Firing, No data, Silenced, and _ for none.
func letters(f *data.Field) string {
	text := ""
	for i := range f.Len() {
		if v, ok := f.ConcreteAt(i); ok {
			text += string("OFNS"[v.(data.EnumItemIndex)])
		} else {
			text += "_"
		}
	}
	return text
}

func TestTheGrainOfWhatFiresComesFirst(t *testing.T) {
	b := backtestFixture("en")
	b.Rows = slices.DeleteFunc(b.Rows, func(a alert.Alert) bool { return a.Grain == okr.Week && a.State == alert.Firing })
	b.Rows = slices.DeleteFunc(b.Rows, func(a alert.Alert) bool { return a.Rule.Name != "loss" && a.Rule.Name != "both" })
	first := Timeline(b, 0)[0].Fields[1]
	if got := first.Config.DisplayNameFromDS; got != "Loss" {
		t.Fatalf("%s comes before what fires by the month", got)
	}
}

func TestATimelineWithoutBucketsIsNoData(t *testing.T) {
	if frames := Timeline(&alert.Backtest{}, 0); len(frames) != 1 || len(frames[0].Fields) != 0 {
		t.Fatalf("%v", frames)
	}
}
