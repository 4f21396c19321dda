package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Exit codes.
const (
	exitOK          = 0
	exitFindings    = 1
	exitUsage       = 2
	exitUnreachable = 3
	exitInterrupted = 130
)

// commands is the command line.
type commands struct {
	DatabaseURL string `name:"database-url" placeholder:"URL" help:"${url_help}"`
	AsOf        string `name:"as-of" placeholder:"TIME" help:"${as_of_help}"`

	Migrate migrateCommand `cmd:"" help:"Create or update the tables."`
	Lint    lintCommand    `cmd:"" help:"Check a catalog without a database."`
	Apply   applyCommand   `cmd:"" help:"Check a catalog and make it the newest revision."`
	Diff    diffCommand    `cmd:"" help:"Show what applying a catalog would change. Exit code 1 when there are changes."`
	Export  exportCommand  `cmd:"" help:"Write the newest catalog and the facts to files or to standard output."`
	Import  importCommand  `cmd:"" help:"Load facts from CSV files."`
	Refresh refreshCommand `cmd:"" help:"Bring the facts of metrics that are read by SQL up to date."`
	Query   queryCommand   `cmd:"" help:"Answer a query as Grafana would get it."`
	Journal journalCommand `cmd:"" help:"Write down and list what was said and learned."`
	Rules   rulesCommand   `cmd:"" help:"Check, evaluate, replay and export alert rules."`
	Demo    demoCommand    `cmd:"" help:"Set up the demo company and show it, in the terminal and in Grafana."`
	Doctor  doctorCommand  `cmd:"" help:"Check the database, the rights, the catalog and the facts."`
}

// longHelp holds the texts that are too long for a line of the struct above.
var longHelp = kong.Vars{
	"url_help": "PostgreSQL to use, like postgres://user:password@host:5432/database. Default: the variable " +
		databaseVariable + ".",
	"as_of_help": "Work as if it were this time: RFC 3339, or a date, which means the end of that day in the " +
		"organisation's time zone.",
	"paths_help": "YAML files of the catalog, folders that hold them, or - for standard input; also several, which make one " +
		"catalog together. A file that is named twice is read once.",
	"query_help": `The query as JSON, several as {"queries": […]}, or - to read from standard input.`,
	"from_help": "Start of the time range: a date (its beginning), RFC 3339, or like now-13w. Default: 13 weeks before " +
		"the end.",
	"to_help":       "End of the time range: a date (its end), RFC 3339, or like now-1d. Default: now.",
	"backtest_help": "table: a summary of each number; json and csv: a row for each number and bucket.",
	"max_values":    strconv.Itoa(engine.DefaultValues),
	"max_values_help": "Size of the largest answer, in values: one takes about 60 bytes of memory. Default: " +
		strconv.Itoa(engine.DefaultValues) + ", as in Grafana.",
	"entry_kinds": entryKinds(),
	"receiver_help": "Name the contact point in each rule instead of in policies, for a Grafana that has its own tree of " +
		"policies. The teams are told then when their rules cannot be evaluated.",
	"format_help": "table for reading, csv, or json: exactly what Grafana's /api/ds/query returns.",
}

// entryKinds are the kinds of entries that people write, for a help text.
func entryKinds() string {
	kinds := okr.EntryKinds()
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	return strings.Join(names, ", ")
}

// app has what every command needs.
type app struct {
	*console
	ctx         context.Context
	env         func(string) string
	databaseURL string
	asOf        string
	now         func() time.Time
	systemUser  func() string
}

// runProgram parses args, runs one command, prints its error once and returns the exit code.
func runProgram(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	var line commands
	helped := false
	parser, err := kong.New(
		&line,
		kong.Name("okr"),
		kong.Description("Objectives, key results and KPIs, computed from facts in PostgreSQL."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		longHelp,
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "okr: %v\n", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "okr: %s\nRun `okr --help` to see what there is.\n", visible(err.Error()))
		return exitUsage
	}
	a := &app{
		console:     newConsole(stdin, stdout, stderr, env),
		ctx:         ctx,
		env:         env,
		databaseURL: line.DatabaseURL,
		asOf:        line.AsOf,
		now:         time.Now,
		systemUser:  systemUser,
	}
	err = parsed.Run(a)
	if text := message(ctx, err); text != "" {
		_, _ = fmt.Fprintln(stderr, "okr: "+visible(text))
	}
	return exitCode(ctx, err)
}

// usageError is a call that cannot work with any content of the database.
type usageError struct{ reason string }

func (e *usageError) Error() string { return e.reason }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// Errors of commands that have printed the reason already.
var (
	errReported            = errors.New("findings were printed")
	errReportedUnreachable = errors.New("the database cannot be reached, as was printed")
)

func message(ctx context.Context, err error) string {
	switch {
	case err == nil, errors.Is(err, errReported), errors.Is(err, errReportedUnreachable):
		return ""
	case ctx.Err() != nil:
		return "stopped"
	}
	return err.Error() + tlsAdvice(err)
}

// tlsAdvice lists the TLS modes where the chosen one, or the default, does not work.
func tlsAdvice(err error) string {
	var unavailable *postgres.UnavailableError
	if !errors.As(err, &unavailable) || !unavailable.TLS() {
		return ""
	}
	return "\nWithout sslmode in the URL, the certificate of a server on another machine is verified (verify-full). Add " +
		"sslrootcert=FILE for an authority of your own, sslmode=require to encrypt without verifying, or sslmode=disable on a " +
		"network that you trust."
}

func exitCode(ctx context.Context, err error) int {
	var (
		usage       *usageError
		unavailable *postgres.UnavailableError
		short       *postgres.ResourceError
		auth        *postgres.AuthError
	)
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, errReportedUnreachable), errors.As(err, &unavailable), errors.As(err, &short), errors.As(err, &auth):
		return exitUnreachable
	}
	return exitFindings
}
