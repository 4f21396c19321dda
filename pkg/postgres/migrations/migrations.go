// Package migrations holds the SQL files that create the tables. A file that has been released is never edited.
package migrations

import "embed"

// Files are the migrations, named by their version and subject.
//
//go:embed *.sql
var Files embed.FS
