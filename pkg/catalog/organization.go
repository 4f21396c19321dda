package catalog

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // time zones for machines without a zone database

	"github.com/northstar/okrkpi/pkg/okr"
)

func (b *builder) organization(d *draft[organizationSpec]) okr.Organization {
	s := d.spec
	o := okr.Organization{
		Meta: d.Meta, Timezone: time.UTC, WeekStart: time.Monday, FiscalYearStart: time.January,
		Currency: s.Currency, Locale: "en", Mode: wordOr(s.Mode, okr.ParseMode, okr.Growth),
		SuccessLine: okr.DefaultSuccessLine, SuccessBand: [2]float64{okr.SuccessFrom, okr.SuccessTo}, NorthStar: s.NorthStar,
		Revision: s.Revision.revision(),
	}
	b.timezone(d, &o)
	if day, err := parseWeekday(s.WeekStart); err == nil {
		o.WeekStart = day
	}
	if m := s.FiscalYearStart; m != nil {
		if !monthRange.holds(float64(*m)) {
			b.errorf(d.places, "spec.fiscalYearStart", "organization/fiscal-year", "write the month as "+monthRange.String(),
				"month %d does not exist", *m)
		} else {
			o.FiscalYearStart = time.Month(*m)
		}
	}
	if s.Locale != "" {
		o.Locale = s.Locale
		if !languagePattern.MatchString(s.Locale) {
			b.errorf(d.places, "spec.locale", "organization/locale", "write a language tag such as en or ja",
				"%q is not a language", s.Locale)
		}
	}
	if c := s.Currency; c != "" && !currencyPattern.MatchString(c) {
		b.errorf(d.places, "spec.currency", "organization/currency", "write an ISO 4217 code such as JPY",
			"%q is not a currency code", c)
	}
	b.success(d, &o)
	b.refer(d.places, "spec.northStar", "metric", s.NorthStar, b.metricNames)
	o.Overview = b.overview(d)
	o.ContactPoints = b.contactPoints(d)
	return o
}

// contactPoints are the names that teams may use; nil where the list is missing.
func (b *builder) contactPoints(d *draft[organizationSpec]) []string {
	if !d.has("spec.contactPoints") {
		return nil
	}
	b.contactPointNames = names{}
	for i, name := range d.spec.ContactPoints {
		at := item("spec.contactPoints", i)
		switch {
		case strings.TrimSpace(name) == "":
			b.errorf(d.places, at, "organization/contact-points", "write its name in Grafana, or leave it out", "a contact point has no name")
		case b.contactPointNames[name]:
			b.errorf(d.places, at, "reference/duplicate", "name it once", "contact point %q is named twice", name)
		}
		b.contactPointNames[name] = true
	}
	return slices.Clone(d.spec.ContactPoints)
}

func (b *builder) timezone(d *draft[organizationSpec], o *okr.Organization) {
	name := d.spec.Timezone
	if name == "" {
		return
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		b.errorf(d.places, "spec.timezone", "organization/timezone", "write an IANA name such as Asia/Tokyo or UTC",
			"there is no time zone %q", name)
		return
	}
	o.Timezone = loc
}

func (b *builder) success(d *draft[organizationSpec], o *okr.Organization) {
	if line := d.spec.SuccessLine; line != nil {
		o.SuccessLine = *line
		if !successRange.holds(*line) {
			b.errorf(d.places, "spec.successLine", "organization/success", "write a share such as 0.7",
				"the success line %v is not %v", *line, successRange)
		}
	}
	if band := d.spec.SuccessBand; band != nil {
		o.SuccessBand = b.span(d.places, "spec.successBand", *band, "percentunit")
		if o.SuccessBand[0] <= successRange.least || o.SuccessBand[1] > successRange.most {
			b.errorf(d.places, "spec.successBand", "organization/success", "write shares such as [0.6, 0.8]",
				"the success band is not %v", successRange)
		}
	}
}

// overview adds the North Star in front where the list does not have it.
func (b *builder) overview(d *draft[organizationSpec]) []string {
	list := d.spec.Overview
	b.referAll(d.places, "spec.overview", "metric", list, b.metricNames)
	switch i := slices.Index(list, d.spec.NorthStar); {
	case i > 0:
		b.errorf(d.places, item("spec.overview", i), "organization/overview", "move it to the front",
			"the North Star is not the first metric of the overview")
	case i < 0:
		list = append([]string{d.spec.NorthStar}, list...)
	}
	if len(list) > int(overviewLength) {
		b.errorf(d.places, "spec.overview", "organization/overview",
			"keep the North Star and four more: details are one click away",
			"the overview has %d metrics, the North Star included", len(list))
	}
	return slices.Clone(list)
}

func writeOrganization(o okr.Organization) document[organizationSpec] {
	month := int(o.FiscalYearStart)
	return document[organizationSpec]{apiVersion, kindOrganization, writeMetadata(o.Meta), organizationSpec{
		Timezone: o.Timezone.String(), WeekStart: strings.ToLower(o.WeekStart.String()), FiscalYearStart: &month,
		Currency: o.Currency, Locale: o.Locale, Mode: o.Mode.String(), SuccessLine: &o.SuccessLine,
		SuccessBand: writeSpan(&o.SuccessBand), NorthStar: o.NorthStar, Overview: o.Overview,
		ContactPoints: o.ContactPoints, Revision: writeRevision(o.Revision),
	}}
}
