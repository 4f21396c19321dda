package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// console is where a command reads and writes. Results go to out; what happens meanwhile goes to err.
type console struct {
	in       io.Reader
	out, err io.Writer
	colour   bool // out shows colours
	live     bool // err is a terminal, so that progress can move on it
	width    int  // of out in characters, 0 when it is not a terminal
}

func newConsole(in io.Reader, out, err io.Writer, env func(string) string) *console {
	c := &console{in: in, out: out, err: err}
	if fd, ok := terminal(out); ok {
		c.colour = env("NO_COLOR") == "" && env("TERM") != "dumb"
		if w, _, err := term.GetSize(fd); err == nil {
			c.width = w
		}
	}
	_, c.live = terminal(err)
	return c
}

func terminal(w io.Writer) (fd int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

// say tells what happens.
func (c *console) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.err, format+"\n", args...) // what happens meanwhile is no result
}

func (c *console) print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.out, format+"\n", args...)
	return err
}

// json writes v as indented JSON.
func (c *console) json(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// paint colours s where colours are shown.
func (c *console) paint(s string, colours ...text.Color) string {
	if !c.colour {
		return s
	}
	return text.Colors(colours).Sprint(s)
}

// grid is a table for reading: headers as they are, no box around it.
type grid struct {
	header []string
	right  []int // columns (from 0) with numbers
	rows   [][]string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

func (c *console) grid(g grid) error {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format = table.FormatOptions{}
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	configs := make([]table.ColumnConfig, 0, len(g.right))
	for _, i := range g.right {
		configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(row(g.header))
	for _, cells := range g.rows {
		t.AppendRow(row(cells))
	}
	return c.print("%s", t.Render())
}

func row(cells []string) table.Row {
	r := make(table.Row, len(cells))
	for i, s := range cells {
		r[i] = s
	}
	return r
}
