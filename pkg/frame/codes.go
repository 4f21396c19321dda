package frame

// Codes returns, for each column whose name ends in _code, the values that it can have.
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
