// Package docs checks the documentation: the index names every page, every link leads to a page and a heading that exist, and the
// paths and calls that the pages name are those of the code. It holds tests only.
package docs
