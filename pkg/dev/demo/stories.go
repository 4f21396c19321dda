package demo

// stories are the numbers of TaskFlow, the demo company. The weeks of the three key results are those of the case study
// that it is taken from; the rest is invented to match: the quarter before made the sign-up easier, this one the first steps;
// the tutorial does not improve, and in the last week the e-mails have an incident.
var stories = map[string]story{
	"onboarding_completion_rate": {
		course: flat(0.45), volume: newTeams, growth: 0.25, spread: 0.012,
		percent: []float64{45.0, 45.8, 47.5, 50.2, 52.0, 53.5, 54.8, 56.0, 57.1, 58.2, 59.2, 60.1, 61.0},
	},
	"day7_active_rate": {
		course: flat(0.32), volume: newTeams, growth: 0.25, spread: 0.012,
		percent: []float64{32.0, 32.6, 37.6, 38.1, 38.3, 39.0, 39.6, 40.2, 40.7, 41.2, 41.6, 42.0, 42.4},
	},
	"paid_conversion_rate": {
		course: flat(0.08), volume: newTeams, growth: 0.25, spread: 0.015,
		percent: []float64{8.0, 8.0, 8.1, 8.3, 8.5, 8.7, 8.9, 9.1, 9.3, 9.6, 9.8, 10.0, 10.24},
	},

	"signup_completion_rate":   {course: path(-14, 0.20, -1, 0.245, 12, 0.248), volume: 24000, growth: 0.15, spread: 0.012},
	"first_project_rate":       {course: path(-14, 0.48, -1, 0.59, 12, 0.61), volume: newTeams, growth: 0.25, spread: 0.012},
	"tutorial_completion_rate": {course: path(-14, 0.42, -1, 0.478, 12, 0.474), volume: 9000, growth: 0.25, spread: 0.012},
	"invite_send_rate":         {course: path(0, 0.27, 1, 0.275, 12, 0.34), volume: newTeams, growth: 0.25, spread: 0.02},
	"template_apply_rate":      {course: path(0, 0.33, 12, 0.42), volume: 15000, growth: 0.3, spread: 0.015},
	"email_open_rate": {
		course: flat(0.272), volume: 18000, growth: 0.25, spread: 0.015, outlier: map[int]float64{12: 0.67},
	},
	"crash_rate":                      {course: path(0, 0.0052, 12, 0.0041), volume: 400000, growth: 0.4, spread: 0.03},
	"compare_table_scroll_completion": {course: path(6, 0.38, 12, 0.43), volume: 5200, spread: 0.03, since: 6},

	"paid_active_teams":  {course: path(0, 22600, 12, 24000), growth: 0.3, spread: 0.006},
	"weekly_usage_depth": {course: path(0, 38, 12, 41.5), volume: 24000, growth: 0.3, spread: 0.012},
	"new_teams":          {course: flat(newTeams), growth: 0.25, spread: 0.03},
	"churn_rate":         {course: path(0, 0.034, 12, 0.031), volume: 5500, growth: 0.3, spread: 0.03},

	"ltv":                      {course: path(-40, 96000, 12, 118000), volume: 2400, growth: 0.3, spread: 0.01},
	"cac":                      {course: path(-40, 31000, 12, 34500), volume: 500, growth: 0.25, spread: 0.015},
	"overseas_cost_per_signup": {course: path(-20, 2150, 12, 2380), volume: 2600, growth: 0.2, spread: 0.03, without: "JP"},
	"published_articles":       {course: flat(5), spread: 0.15},

	"first_response_time": {course: path(0, 52, 12, 46), spread: 0.05},
	"support_load":        {course: flat(13.5), volume: 60, spread: 0.05, missing: []int{8}},
}

// newTeams is how many teams sign up in a typical week.
const newTeams = 6000
