package provision

// document is a provisioning file, with the keys that Grafana reads. Unless noted, Grafana expands $NAME in its strings
// from the environment, and reads $$ as a dollar.
type document struct {
	APIVersion    int            `yaml:"apiVersion"`
	Groups        []group        `yaml:"groups,omitempty"`
	DeleteRules   []deletion     `yaml:"deleteRules,omitempty"`
	ContactPoints []contactPoint `yaml:"contactPoints,omitempty"`
	Policies      []route        `yaml:"policies,omitempty"`
	MuteTimes     []muteTime     `yaml:"muteTimes,omitempty"`
	Templates     []template     `yaml:"templates,omitempty"`
}

// group holds rules that Grafana evaluates together, at one interval.
type group struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Folder   string `yaml:"folder"`
	Interval string `yaml:"interval"`
	Rules    []rule `yaml:"rules"`
}

type rule struct {
	UID           string            `yaml:"uid"`
	Title         string            `yaml:"title"`
	Condition     string            `yaml:"condition"`
	Data          []ruleQuery       `yaml:"data"`
	NoDataState   string            `yaml:"noDataState"`
	ExecErrState  string            `yaml:"execErrState"`
	For           string            `yaml:"for"`
	KeepFiringFor string            `yaml:"keepFiringFor,omitempty"`
	Annotations   map[string]string `yaml:"annotations"`
	Labels        map[string]string `yaml:"labels"`
	Missing       int               `yaml:"missing_series_evals_to_resolve"`
	Notification  *notification     `yaml:"notification_settings,omitempty"`
}

// deletion names a rule that Grafana deletes. It is no error when the rule does not exist.
type deletion struct {
	OrgID int    `yaml:"orgId"`
	UID   string `yaml:"uid"`
}

type notification struct {
	Receiver string   `yaml:"receiver"`
	GroupBy  []string `yaml:"group_by"`
}

type ruleQuery struct {
	RefID         string     `yaml:"refId"`
	QueryType     string     `yaml:"queryType,omitempty"`
	Range         *timeRange `yaml:"relativeTimeRange,omitempty"`
	DatasourceUID string     `yaml:"datasourceUid"`
	Model         any        `yaml:"model"` // a queryModel or a comparison; Grafana leaves its strings as they are
}

// timeRange is from From to To, in seconds before the evaluation.
type timeRange struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// comparison is a server-side expression that is 1 where the value of another query is beyond a threshold.
type comparison struct {
	RefID      string      `yaml:"refId"`
	Type       string      `yaml:"type"`
	Expression string      `yaml:"expression"`
	Conditions []evaluator `yaml:"conditions"`
}

type evaluator struct {
	Evaluator struct {
		Type   string    `yaml:"type"`
		Params []float64 `yaml:"params"`
	} `yaml:"evaluator"`
}

type contactPoint struct {
	OrgID     int        `yaml:"orgId"`
	Name      string     `yaml:"name"`
	Receivers []receiver `yaml:"receivers"`
}

type receiver struct {
	UID      string  `yaml:"uid"`
	Type     string  `yaml:"type"`
	Settings webhook `yaml:"settings"`
}

type webhook struct {
	URL     string `yaml:"url"`
	Title   string `yaml:"title"`
	Message string `yaml:"message"`
}

// route is a notification policy. The root has an organisation, and its receiver gets the alerts that match no other route.
type route struct {
	OrgID     int        `yaml:"orgId,omitempty"`
	Receiver  string     `yaml:"receiver"`
	Matchers  [][]string `yaml:"object_matchers,omitempty"` // each a label, an operator and a value
	GroupBy   []string   `yaml:"group_by,omitempty"`
	MuteTimes []string   `yaml:"mute_time_intervals,omitempty"`
	Routes    []route    `yaml:"routes,omitempty"`
}

type muteTime struct {
	OrgID     int            `yaml:"orgId"`
	Name      string         `yaml:"name"`
	Intervals []timeInterval `yaml:"time_intervals"`
}

type timeInterval struct {
	Times []clockRange `yaml:"times"`
}

type clockRange struct {
	Start string `yaml:"start_time"`
	End   string `yaml:"end_time"`
}

type template struct {
	OrgID    int    `yaml:"orgId"`
	Name     string `yaml:"name"`
	Template string `yaml:"template"`
}
