package postgres_test

import "testing"

func giveLike(*testing.T, string, string) {}
