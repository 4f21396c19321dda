import { AdHocVariableFilter } from '@grafana/data';
import { Filter, Operator, operators } from './types';

/** The filters of a dashboard as filters of a query. One with several values becomes a pattern; incomplete ones are left out. */
export function adHocFilters(filters: AdHocVariableFilter[] = []): Filter[] {
  return filters.flatMap(({ key, operator, value, values }): Filter[] => {
    if (!key) {
      return [];
    }
    switch (operator) {
      case '=|':
        return [{ key, operator: '=~', value: oneOf(values ?? [value]) }];
      case '!=|':
        return [{ key, operator: '!~', value: oneOf(values ?? [value]) }];
      default:
        return isOperator(operator) ? [{ key, operator, value }] : [];
    }
  });
}

/** A pattern that matches exactly these values. The back end's patterns always match the whole value. */
export function oneOf(values: string[]): string {
  return values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
}

function isOperator(word: string): word is Operator {
  return operators.some((operator) => operator === word);
}
