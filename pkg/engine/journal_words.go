package engine

import (
	"fmt"
	"strconv"

	"github.com/northstar/okrkpi/pkg/okr"
)

type journalWords struct {
	added, removed string
	more           string // changes that are not listed
	limited        string
	unreadable     string
	revisions      string
	uncompared     string
}

func journalWordsFor(locale string) journalWords {
	if okr.IsJapanese(locale) {
		return japaneseJournal
	}
	return englishJournal
}

func (w journalWords) cut(rows int) string { return fmt.Sprintf(w.limited, rows) }

var englishJournal = journalWords{
	added: "new in the catalog", removed: "no longer in the catalog",
	more:       "and %d more",
	limited:    "limited to the newest %d",
	unreadable: "revision %d of the catalog cannot be read by this version (%s): what it changed shows with the next one that can be",
	revisions:  "showing changes of the newest %d revisions of the catalog",
	uncompared: "changes of definitions up to revision %d are not compared yet: ask again, or for an earlier time range",
}

var japaneseJournal = journalWords{
	added: "カタログに追加", removed: "カタログから削除",
	more:       "ほか %d 件",
	limited:    "新しい順に %d 件を表示",
	unreadable: "カタログのリビジョン %d は、このバージョンでは読めない(%s)。その変更は、次に読めるリビジョンの変更に含まれる",
	revisions:  "カタログの新しい %d リビジョンの変更を表示",
	uncompared: "リビジョン %d までの定義の変更はまだ比較していない。再読み込みするか、より前の期間を指定する",
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }
