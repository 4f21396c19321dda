package catalog_test

import (
	"time"

	"github.com/google/go-cmp/cmp"
)

// zones compares time zones by name: two loads of one zone are different pointers.
var zones = cmp.Comparer(func(a, b *time.Location) bool {
	return a == b || a != nil && b != nil && a.String() == b.String()
})
