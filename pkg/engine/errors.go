package engine

// NoCatalogError means that no catalog has been applied yet.
type NoCatalogError struct{}

func (*NoCatalogError) Error() string {
	return "no catalog has been applied to this database yet: run `okr apply FOLDER`"
}
