package okr

// Contain reports whether v lies within the bounds. A missing number (NaN) does.
func (b Bounds) Contain(v float64) bool {
	return !(b.Min != nil && Below(v, *b.Min) || b.Max != nil && Above(v, *b.Max))
}

// Format writes the bounds for texts, with their unit (a Grafana unit id): "0 – 100", "≥ 0", "≤ 100", or "" where both are
// open.
func (b Bounds) Format(unit string, decimals *int) string {
	switch {
	case b.Min != nil && b.Max != nil:
		return FormatLimit(*b.Min, unit, decimals) + " – " + FormatLimit(*b.Max, unit, decimals)
	case b.Min != nil:
		return "≥ " + FormatLimit(*b.Min, unit, decimals)
	case b.Max != nil:
		return "≤ " + FormatLimit(*b.Max, unit, decimals)
	}
	return ""
}
