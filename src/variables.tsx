import {
  createDataFrame,
  CustomVariableSupport,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceApi,
  FieldType,
  QueryEditorProps,
} from '@grafana/data';
import React from 'react';
import { delay, from, map, Observable } from 'rxjs';
import { VariableEditor } from './components/VariableEditor';
import { VariableSource } from './lookups';
import { OkrOptions, OkrQuery, OkrVariableQuery } from './types';

type AnyDataSource = DataSourceApi<OkrQuery, OkrOptions>;
type EditorProps = QueryEditorProps<AnyDataSource, OkrQuery, OkrOptions, OkrVariableQuery>;

interface Choice {
  text: string;
  value: string;
}

/** Dashboard variables that list the catalog: people see titles, queries get names. */
export class OkrVariableSupport extends CustomVariableSupport<AnyDataSource, OkrVariableQuery> {
  editor = ({ query, onChange }: EditorProps) => (
    <VariableEditor datasource={this.datasource} query={query} onChange={onChange} />
  );

  constructor(private readonly datasource: VariableSource) {
    super();
  }

  query({ targets, scopedVars }: DataQueryRequest<OkrVariableQuery>): Observable<DataQueryResponse> {
    const [query] = targets;
    const metric = this.datasource.expand(query.metric, scopedVars);
    const segment = this.datasource.expand(query.segment, scopedVars);
    // The metric is a variable that is still empty. That means no metric, and not any.
    const choices = query.metric && !metric ? Promise.resolve([]) : this.choices({ ...query, metric, segment });
    return from(choices).pipe(
      // An empty answer that comes synchronously makes Grafana repeat the query without end, which blocks the page.
      delay(0),
      map((list) => ({ data: [toFrame(list, query.refId)] }))
    );
  }

  private async choices({ lookup = 'metrics', metric, segment, locale }: OkrVariableQuery): Promise<Choice[]> {
    switch (lookup) {
      case 'metrics':
        return (await this.datasource.metrics(locale)).map(named);
      case 'objectives':
        return (await this.datasource.objectives(locale)).map(named);
      case 'teams':
        return (await this.datasource.teams(locale)).map(named);
      case 'owners':
        return (await this.datasource.owners()).map(named);
      case 'periods':
        return (await this.datasource.periods(locale)).map(named);
      case 'rules':
        return (await this.datasource.rules(locale)).map(named);
      case 'segments':
        return (await this.datasource.segments({ metric })).map(({ key }) => itself(key));
      case 'segment_values': {
        const segments = segment ? await this.datasource.segments({ metric }) : [];
        return (segments.find(({ key }) => key === segment)?.values ?? []).map(itself);
      }
    }
  }
}

function named({ name, title }: { name: string; title: string }): Choice {
  return { text: title || name, value: name };
}

function itself(value: string): Choice {
  return { text: value, value };
}

function toFrame(choices: Choice[], refId: string) {
  return createDataFrame({
    refId,
    fields: [
      { name: 'text', type: FieldType.string, values: choices.map(({ text }) => text) },
      { name: 'value', type: FieldType.string, values: choices.map(({ value }) => value) },
    ],
  });
}
