package engine

import (
	"strconv"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Texts of the journal. Comments name the arguments of the format verbs.
var (
	addedText       = okr.Both("new in the catalog", "カタログに追加")
	removedText     = okr.Both("no longer in the catalog", "カタログから削除")
	moreChangesText = okr.Both("and %d more", "ほか %d 件") // number of changes that are not listed
	// number of rows
	newestText = okr.Both("limited to the newest %d", "新しい順に %d 件を表示")
	// number of a revision, reason
	unreadableText = okr.Both(
		"revision %d of the catalog cannot be read by this version (%s): what it changed shows with the next one that can be",
		"カタログのリビジョン %d は、このバージョンでは読めない(%s)。その変更は、次に読めるリビジョンの変更に含まれる",
	)
	// number of revisions
	revisionsText = okr.Both("showing changes of the newest %d revisions of the catalog", "カタログの新しい %d リビジョンの変更を表示")
	// number of the newest revision that is not compared
	uncomparedText = okr.Both("changes of definitions up to revision %d are not compared yet: ask again, or for an earlier time range",
		"リビジョン %d までの定義の変更はまだ比較していない。再読み込みするか、より前の期間を指定する")
)

func formatID(id int64) string { return strconv.FormatInt(id, 10) }
