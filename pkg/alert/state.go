package alert

import "fmt"

// State is the result of a rule for one subject.
type State int

// Silenced means that the condition holds but a guard holds the alert back. A silenced alert counts as not firing.
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
