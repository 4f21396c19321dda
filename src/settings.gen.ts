// Generated from pkg/plugin by `go generate ./pkg/dev/typescript`. Do not edit.

/** Ways to encrypt the connection, from the weakest to the strongest. */
export const tlsModes = ["disable", "require", "verify-ca", "verify-full"] as const;
export type TLSMode = (typeof tlsModes)[number];

/** The settings of a data source. What is left out has its default. */
export interface Settings {
  hosts?: string;
  database?: string;
  user?: string;
  tlsMode?: TLSMode;
  tlsServerName?: string;
  maxConnections?: number;
  connectTimeoutSeconds?: number;
  queryTimeoutSeconds?: number;
  memoryMegabytes?: number;
  maxValues?: number;
  refreshMinutes?: number;
  refreshOff?: boolean;
  locale?: string;
}

/** What the back end takes where a setting is left out. */
export const defaults = {
  tlsMode: "verify-full",
  maxConnections: 8,
  connectTimeoutSeconds: 5,
  queryTimeoutSeconds: 30,
  memoryMegabytes: 256,
  maxValues: 1000000,
  refreshMinutes: 5,
} as const;
