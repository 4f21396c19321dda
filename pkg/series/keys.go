package series

import (
	"slices"
	"strings"
)

// Keys is a set of segment keys as canonical text: sorted, separated by commas, "" for none. Equal sets are equal texts.
type Keys string

// KeysOf returns the set of keys.
func KeysOf(keys ...string) Keys {
	sorted := slices.Sorted(slices.Values(keys))
	return Keys(strings.Join(slices.Compact(sorted), ","))
}

// List returns the keys, sorted; nil for none.
func (k Keys) List() []string {
	if k == "" {
		return nil
	}
	return strings.Split(string(k), ",")
}

// Has reports whether a key is in the set.
func (k Keys) Has(key string) bool { return slices.Contains(k.List(), key) }

// Plus returns the set with more keys.
func (k Keys) Plus(keys ...string) Keys { return KeysOf(slices.Concat(k.List(), keys)...) }

// Minus returns the set without keys.
func (k Keys) Minus(keys ...string) Keys {
	return KeysOf(slices.DeleteFunc(k.List(), func(key string) bool { return slices.Contains(keys, key) })...)
}
