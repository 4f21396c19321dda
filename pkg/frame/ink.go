package frame

import "github.com/grafana/grafana-plugin-sdk-go/data"

// ink writes columns of texts that consist of several parts. The texts of one column share one string, so that two hundred texts take one
// allocation.
type ink struct {
	texts []string
	bytes []byte
	ends  []int
}

func newInk(rows int) *ink { return &ink{texts: make([]string, rows), ends: make([]int, rows)} }

// compose returns a column of the texts that write appends for each row.
func compose[R any](k *ink, name string, rows []R, write func(text []byte, r *R) []byte) *data.Field {
	k.bytes = k.bytes[:0]
	for i := range rows {
		k.bytes = write(k.bytes, &rows[i])
		k.ends[i] = len(k.bytes)
	}
	all, from := string(k.bytes), 0
	i := 0
	return pickInto(k.texts, name, rows, func(*R) string {
		text := all[from:k.ends[i]]
		from, i = k.ends[i], i+1
		return text
	})
}
