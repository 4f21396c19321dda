package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// console is the input and output of a command. Results go to out, messages to err.
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

// say prints a message.
func (c *console) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.err, format+"\n", safeArgs(args)...) // messages go to err, and only results to out
}

func (c *console) print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.out, format+"\n", safeArgs(args)...)
	return err
}

// json writes v as indented JSON.
func (c *console) json(v any) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := c.out.Write(safeJSON(out.Bytes()))
	return err
}

// paint colours s where the terminal shows colours.
func (c *console) paint(s string, colours ...text.Color) painted {
	s = visible(s)
	if !c.colour {
		return painted(s)
	}
	return painted(text.Colors(colours).Sprint(s))
}

// grid is a printed table, without a box and with unchanged headers.
type grid struct {
	header []string
	right  []int // columns (from 0) with numbers
	rows   []table.Row
}

// add adds a row of texts, which may be coloured.
func (g *grid) add(cells ...any) { g.rows = append(g.rows, safeArgs(cells)) }

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
	header := make(table.Row, len(g.header))
	for i, name := range g.header {
		header[i] = visible(name)
	}
	t.AppendHeader(header)
	t.AppendRows(g.rows)
	return c.print("%s", painted(t.Render()))
}
