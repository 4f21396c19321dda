package main

import "github.com/northstar/okrkpi/pkg/page"

// pagesSource is the file of the addresses of the provisioned dashboards, and of the variables in links between them.
func pagesSource() string {
	w := newWriter("pkg/page")
	w.constant("Begins the uid of every dashboard.", "uidPrefix", page.Prefix)
	list(w, "Pages to look at together.", "views", names(page.Views()))
	list(w, "Pages of details.", "drillDowns", names(page.DrillDowns()))
	w.constant("The variable of every dashboard that holds its data source.", "sourceVariable", page.ChosenSource)
	list(w, "Choices that links carry from one dashboard to the next, beside the data source.", "choiceVariables", page.Variables()[1:])
	w.constant("Stands for the time range of the dashboard that is left.", "timeRange", page.TimeRange)
	w.constant(`Stands for the page that the column "details" of the clicked row names.`, "thisPage", page.ThisPage)
	return w.String()
}

func names(pages []page.Page) []string {
	list := make([]string, len(pages))
	for i, p := range pages {
		list[i] = p.Name()
	}
	return list
}
