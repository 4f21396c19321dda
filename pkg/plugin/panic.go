package plugin

import (
	"fmt"
	"runtime/debug"
)

// panicError is a bug that ended a query.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// recoverPanic turns a panic into an error. It is deferred.
func recoverPanic(err *error) {
	if value := recover(); value != nil {
		*err = &panicError{value, string(debug.Stack())}
	}
}
