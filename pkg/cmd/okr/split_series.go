package main

import "github.com/grafana/grafana-plugin-sdk-go/data"

// splitSeries puts each time series of a wide frame into a frame of its own, so that it has its own table, or rows with its own
// labels. It removes the buckets before the first and after the last value of a series.
func splitSeries(frames data.Frames) data.Frames {
	var list data.Frames
	for _, f := range frames {
		if f.Meta == nil || f.Meta.Type != data.FrameTypeTimeSeriesWide {
			list = append(list, f)
			continue
		}
		for _, field := range f.Fields[1:] {
			list = append(list, singleSeries(f.Fields[0], field))
		}
	}
	return list
}

func singleSeries(times, values *data.Field) *data.Frame {
	from, until := 0, values.Len()
	for from < until && values.NilAt(from) {
		from++
	}
	for until > from && values.NilAt(until-1) {
		until--
	}
	cut := func(field *data.Field) *data.Field {
		short := data.NewFieldFromFieldType(field.Type(), until-from)
		short.Name, short.Labels, short.Config = field.Name, field.Labels, field.Config
		for i := range short.Len() {
			short.Set(i, field.At(from+i))
		}
		return short
	}
	return data.NewFrame("", cut(times), cut(values))
}
