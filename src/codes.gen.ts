// Generated from pkg/frame by `go generate ./pkg/dev/typescript`. Do not edit.

/** Columns of codes, with what stands in them. */
export interface Codes {
  moved_code: "better" | "worse" | "unchanged";
  state_code: "ok" | "firing" | "no_data" | "silenced";
}
