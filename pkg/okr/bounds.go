package okr

// Contain reports whether v lies in the bounds. A missing number (NaN) lies nowhere else.
func (b Bounds) Contain(v float64) bool {
	return !(b.Min != nil && Below(v, *b.Min) || b.Max != nil && Above(v, *b.Max))
}

// Format writes the bounds with their unit (a Grafana unit id), for texts. Open bounds are nothing.
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
