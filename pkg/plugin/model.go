package plugin

import "reflect"

// Model lists the types of what the resources return to the editors. The front end's types are generated from it.
func Model() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[metricInfo](),
		reflect.TypeFor[objectiveInfo](),
		reflect.TypeFor[teamInfo](),
		reflect.TypeFor[periodInfo](),
		reflect.TypeFor[ownerInfo](),
		reflect.TypeFor[ruleInfo](),
		reflect.TypeFor[segmentInfo](),
		reflect.TypeFor[queryError](),
	}
}
