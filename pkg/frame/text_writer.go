package frame

import "github.com/grafana/grafana-plugin-sdk-go/data"

// textWriter writes columns of texts that consist of several parts. The texts of one column share one string, so that two hundred texts
// take one allocation.
type textWriter struct {
	texts []string
	bytes []byte
	ends  []int
}

func newTextWriter(rows int) *textWriter {
	return &textWriter{texts: make([]string, rows), ends: make([]int, rows)}
}

// compose returns a column of the texts that write appends for each row.
func compose[R any](w *textWriter, name string, rows []R, write func(text []byte, r *R) []byte) *data.Field {
	w.bytes = w.bytes[:0]
	for i := range rows {
		w.bytes = write(w.bytes, &rows[i])
		w.ends[i] = len(w.bytes)
	}
	all, from := string(w.bytes), 0
	i := 0
	return pickInto(w.texts, name, rows, func(*R) string {
		text := all[from:w.ends[i]]
		from, i = w.ends[i], i+1
		return text
	})
}
