package alert

import "fmt"

// State is what became of a rule for one subject.
type State int

// States. Silenced means that the condition holds and a guard keeps the alert back; a silenced alert counts as quiet.
const (
	StateUnknown State = iota
	OK
	Firing
	NoData
	Silenced
)

var states = []string{"", "ok", "firing", "no_data", "silenced"}

func (s State) String() string {
	if int(s) < 0 || int(s) >= len(states) {
		return fmt.Sprintf("alert state(%d)", int(s))
	}
	return states[s]
}
