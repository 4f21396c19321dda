package frame

// Codes are what the columns whose names end in _code hold, by the names of the columns.
func Codes() map[string][]string {
	codes := map[string][]string{}
	for _, m := range moves {
		codes["moved_code"] = append(codes["moved_code"], m.code)
	}
	for _, s := range alertStateOrder {
		codes["state_code"] = append(codes["state_code"], s.String())
	}
	return codes
}
