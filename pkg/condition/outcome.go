package condition

import "fmt"

// State is the result of a condition. The known states are ordered: false, no data, true. So in three-valued logic (Kleene
// 1938) the lower of two states is their "and", and the higher their "or".
type State int

// States.
const (
	StateUnknown State = iota
	False
	NoData
	True
)

var stateNames = []string{"", "false", "no_data", "true"}

func (s State) String() string {
	if int(s) < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("state(%d)", int(s))
	}
	return stateNames[s]
}

func (s State) not() State { return False + True - s }

func stateOf(holds bool) State {
	if holds {
		return True
	}
	return False
}

// Outcome is the result of a condition at one time.
type Outcome struct {
	State  State
	Reason Reason // why there is no data; zero for the other states
}
