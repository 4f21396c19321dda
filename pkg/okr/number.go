package okr

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Programs read some notations differently: 0120 is 120 to one and 80 (octal) to another. ParseNumber reads the numbers of
// catalogs, expressions and fact files, and refuses such notations.
var (
	decimalForm = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	grouped     = regexp.MustCompile(`^[-+]?[0-9]+(_[0-9]+)+(\.[0-9]*)?$`)
	leadingZero = regexp.MustCompile(`^([-+]?)0+([0-9])`)
	otherBase   = regexp.MustCompile(`^[-+]?0[xXoObB][0-9a-fA-F_]+$`)
	notFinite   = regexp.MustCompile(`^(?i)[-+]?\.?(inf|infinity|nan)$`)
)

// Errors of ParseNumber, besides *NotationError.
var (
	ErrNoNumber  = errors.New("not a number")
	ErrNotFinite = errors.New("not a finite number") // infinite, or beyond 64 bits
)

// NotationError is a number in a notation that programs read differently.
type NotationError struct {
	Reason string // what is wrong with it
	Cure   string // what to write
}

func (e *NotationError) Error() string { return e.Reason + ": " + e.Cure }

// ParseNumber reads a finite decimal number such as 120, -0.5, 1e3 or 1_000. Errors are ErrNoNumber, ErrNotFinite and
// *NotationError.
func ParseNumber(text string) (float64, error) {
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, "_", "")
	}
	switch {
	case notFinite.MatchString(text):
		return 0, ErrNotFinite
	case otherBase.MatchString(text):
		cure := "write a decimal number"
		if n, err := strconv.ParseInt(text, 0, 64); err == nil {
			cure = fmt.Sprintf("write %d", n)
		}
		return 0, &NotationError{"a number in another base", cure}
	case !decimalForm.MatchString(text):
		return 0, ErrNoNumber
	case leadingZero.MatchString(text):
		return 0, &NotationError{"leading 0", "write " + leadingZero.ReplaceAllString(text, "$1$2")}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, ErrNotFinite
	}
	return f + 0, nil // −0 is 0
}
