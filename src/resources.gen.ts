// Generated from pkg/plugin by `go generate ./pkg/dev/typescript`. Do not edit.
import { Grain, Role } from './query.gen';

export interface MetricInfo {
  name: string;
  title: string;
  roles: Role[];
  team: string;
  unit: string;
  grain: Grain;
  segments: string[];
}

export interface ObjectiveInfo {
  name: string;
  title: string;
  period: string;
  team: string;
}

export interface TeamInfo {
  name: string;
  title: string;
}

export interface PeriodInfo {
  name: string;
  title: string;
  start: string;
  end: string;
}

export interface OwnerInfo {
  name: string;
  title: string;
  metrics: string[];
  keyResults: string[];
}

export interface RuleInfo {
  name: string;
  title: string;
  team: string;
  severity: string;
  kind: string;
}

export interface SegmentInfo {
  key: string;
  values: string[];
}

export interface QueryError {
  field: string;
  message: string;
}
